"""Pictures in the admin, in the text, and where they are sent from."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clinic.body import pictures_in, sanitized, shown
from clinic.models import Practice
from content import pictures
from content.models import Article, Picture
from content.tests.test_pictures import SVG, plain, read, written

FIGURE = f'<figure data-picture="{"a" * 64}">'
ADD = "/admin/content/picture/add/"


@pytest.fixture
def make_picture(db: None) -> Any:
    def make(width: int = 1280, height: int = 640, alt: str = "A neck that turns") -> Picture:
        drawn = pictures.drawn(written(plain(width, height), "PNG"))
        return Picture.objects.create(alt=alt, added_at=timezone.now(), **vars(drawn))

    return make


def upload(client: Client, content: bytes, *, name: str = "neck.jpg", alt: str = "A neck") -> Any:
    return client.post(ADD, {"alt": alt, "file": SimpleUploadedFile(name, content)})


def errors(response: Any) -> Any:
    assert response.status_code == 200
    return response.context["adminform"].form.errors


def test_editor_adds_a_picture(editor_client, editor):
    response = upload(editor_client, written(plain(2000, 1000), "JPEG"), name="evil.php")

    assert response.status_code == 302, errors(response)
    picture = Picture.objects.get()
    assert (picture.alt, picture.width, picture.height, picture.added_by) == ("A neck", 1280, 640, editor)
    assert read(bytes(picture.large)).format == "WEBP"


def test_a_script_is_told_what_it_is_not(editor_client):
    assert errors(upload(editor_client, SVG, name="neck.jpg")) == {
        "file": ["This file is no picture of a kind that can be shown: JPEG, PNG, WebP or AVIF."]
    }
    assert not Picture.objects.exists()


def test_nothing_is_told_so_too(editor_client):
    assert errors(upload(editor_client, b"")) == {"file": ["This file is empty."]}


def test_a_file_that_is_too_large_is_told_so(editor_client):
    assert errors(upload(editor_client, bytes(20 * 1024 * 1024 + 1))) == {
        "file": ["This file is too large: at most 20 MB."]
    }


def test_both_the_file_and_the_words_are_needed(editor_client):
    assert errors(editor_client.post(ADD, {})) == {
        "alt": ["This field is required."],
        "file": ["This field is required."],
    }


def test_the_same_picture_is_not_kept_twice(editor_client):
    file = written(plain(), "PNG")
    upload(editor_client, file)

    assert errors(upload(editor_client, file, alt="Another")) == {
        "file": ["You have this picture already: “A neck”."]
    }


def test_only_the_words_change(editor_client, make_picture):
    picture = make_picture()
    address = f"/admin/content/picture/{picture.pk}/change/"
    page = editor_client.get(address).content.decode()
    assert 'type="file"' not in page

    editor_client.post(address, {"alt": "Better words", "file": SimpleUploadedFile("a.png", b"x")})

    changed = Picture.objects.get()
    assert (changed.alt, changed.digest, bytes(changed.large)) == (
        "Better words",
        picture.digest,
        picture.large,
    )


def test_list_shows_each_and_asks_as_much_for_thirty(editor_client, make_picture, django_assert_num_queries):
    first = make_picture()
    address = "/admin/content/picture/"
    page = editor_client.get(address).content.decode()
    assert f'<img src="/articles/pictures/{first.digest}-640.webp" width="120" height="60" alt=""' in page
    assert "<code>" not in page

    with CaptureQueriesContext(connection) as asked:
        editor_client.get(address)
    assert not any('"large"' in one["sql"] for one in asked.captured_queries)
    for number in range(29):
        make_picture(100 + number, 100)
    with django_assert_num_queries(len(asked)):
        assert editor_client.get(address).content.count(b'width="120"') == 30


def test_its_own_page_has_the_html_of_its_figure(editor_client, make_picture):
    """Without JavaScript there is no other way into a text."""
    picture = make_picture()

    page = editor_client.get(f"/admin/content/picture/{picture.pk}/change/").content.decode()

    assert "HTML to paste into a text" in page
    assert f"<code>&lt;figure data-picture=&quot;{picture.digest}&quot;&gt;" in page


@pytest.mark.parametrize("use", ["above", "in"])
def test_a_picture_is_not_deleted_while_an_article_uses_it(head, make_article, make_picture, use):
    picture = make_picture()
    article = make_article(**({"picture": picture} if use == "above" else {"body": picture.code}))
    address = f"/admin/content/picture/{picture.pk}/delete/"

    assert head.post(address, {"post": "yes"}).status_code == 403
    page = head.get(f"/admin/content/picture/{picture.pk}/change/").content.decode()
    assert f'<a href="/articles/{article.slug}/">{article.title}</a>' in page

    Article.objects.update(picture=None, body="")
    assert head.post(address, {"post": "yes"}).status_code == 302
    assert not Picture.objects.exists()


def test_it_is_sent_from_the_database_and_never_asked_for_again(client, make_picture):
    picture = make_picture()

    for width, data in [(640, picture.small), (1280, picture.large)]:
        response = client.get(f"/articles/pictures/{picture.digest}-{width}.webp")
        assert response.status_code == 200
        assert response.content == data
        assert response.headers["Content-Type"] == "image/webp"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert set(response.headers["Cache-Control"].split(", ")) == {
            "public",
            "max-age=31536000",
            "immutable",
        }
        assert not response.cookies
        assert "Vary" not in response.headers


def test_a_small_one_has_one_width(client, make_picture):
    picture = make_picture(300, 200)

    assert client.get(picture.get_absolute_url()).content == picture.large
    assert client.get(f"/articles/pictures/{picture.digest}-640.webp").status_code == 404


@pytest.mark.parametrize("wrong", ["{digest}-641.webp", "{other}-640.webp", "{digest}-640.png", "x-640.webp"])
def test_what_is_not_there_is_404(client, make_picture, wrong):
    address = wrong.format(digest=make_picture().digest, other="0" * 64)

    assert client.get(f"/articles/pictures/{address}").status_code == 404


def test_figure_in_the_text_shows_the_picture(client, make_article, make_picture, django_assert_num_queries):
    picture = make_picture(alt='A "neck"')
    small = make_picture(300, 200)
    body = f"<p>a</p>{picture.code.replace('></fig', '>Slowly.</fig', 1)}{small.code}"
    make_article(slug="neck", body=body)
    Practice.load()

    with django_assert_num_queries(6):
        html = client.get("/articles/neck/").content.decode()

    address = f"/articles/pictures/{picture.digest}"
    assert (
        f'<figure><img src="{address}-1280.webp" srcset="{address}-640.webp 640w, {address}-1280.webp 1280w"'
        ' sizes="(min-width: 45rem) 42rem, 92vw" width="1280" height="640" alt="A &quot;neck&quot;"'
        ' loading="lazy" decoding="async">\n<figcaption>Slowly.</figcaption></figure>'
    ) in html
    assert f'srcset="/articles/pictures/{small.digest}-300.webp 300w" sizes' in html


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (
            f'<figure data-picture="{"a" * 64}" class="x"></figure>',
            f'<figure data-picture="{"a" * 64}"></figure>',
        ),
        (f'<figure data-picture="{"A" * 64}"></figure>', "<figure></figure>"),
        (f'<figure data-picture="{"a" * 64}/../x"></figure>', "<figure></figure>"),
        (f'<p data-picture="{"a" * 64}">a</p>', "<p>a</p>"),
    ],
)
def test_only_a_digest_is_let_in(written, kept):
    assert sanitized(written) == kept


def test_a_figure_that_nobody_knows_keeps_its_caption(db):
    html, _headings = shown(f'<figure data-picture="{"a" * 64}"><figcaption>b</figcaption></figure>')

    assert html == "<figure><figcaption>b</figcaption></figure>"


def test_a_figure_that_wants_two_things_gets_none(db):
    both = sanitized(f'<figure data-drawing="massage-and-release" data-picture="{"a" * 64}"></figure>')

    assert pictures_in(both) == set()
    assert shown(both)[0] == both
