"""Articles leave as files and come back as they were."""

from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from clinic.body import sanitized
from clinic.text import clean_html
from clinic.traces import changes
from content import pictures
from content.models import Article, Correction, OldAddress, Picture, SignOff, Source, Topic
from content.portable import frontmatter, sheets
from content.portable.sheets import Sheet
from content.tests.test_pictures import plain, written

# All that PostgreSQL can hold. What breaks simpler formats comes often.
characters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
awkward = st.sampled_from(
    ["---", "\n---\n", "a: b", ' "quoted" ', "\\", "#", "\r\n", "  two", "\u2028", "\x85", "’", "<b>&amp;"]
)
words = st.lists(st.text(characters, max_size=9) | awkward, max_size=4).map("".join)
some = words.filter(bool)
days = st.dates(date(2000, 1, 1), date(2100, 1, 1))
moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
slugs = st.from_regex(r"[a-z0-9_-]{1,20}", fullmatch=True)
corrections = st.lists(st.builds(sheets.Correction, text=some, made_on=days), max_size=3).map(
    lambda made: tuple(sorted(made, key=lambda one: one.made_on, reverse=True))
)
SHEETS = st.builds(
    Sheet,
    title=some,
    slug=slugs,
    topic=slugs,
    summary=some,
    body=words,
    author=words,
    is_about_pain=st.booleans(),
    state=st.sampled_from(Article.State.values),
    published_at=st.none() | moments,
    updated_at=moments,
    reviewed_by=words,
    reviewed_on=st.none() | days,
    review_due_on=st.none() | days,
    change_note=words,
    picture=words,
    moved_to=words,
    sources=st.lists(st.builds(sheets.Source, title=some, publisher=some, url=some), max_size=3).map(tuple),
    corrections=corrections,
    old_addresses=st.sets(slugs, max_size=3).map(sorted).map(tuple),
)


NO_PICTURE = "This file is no picture of a kind that can be shown: JPEG, PNG, WebP or AVIF."


@settings(max_examples=150, deadline=None)
@given(sheet=SHEETS)
def test_a_file_says_all_of_an_article(sheet):
    read, _lines = sheets.sheet_in(sheets.file_of(sheet))

    assert (read, read.updated_at) == (sheet, sheet.updated_at)


def everything() -> Any:
    """What the public and the editors know of, without the numbers of rows."""
    articles = [(sheet, sheet.updated_at) for sheet in map(sheets.of, Article.objects.order_by("slug"))]
    topics = list(Topic.objects.values_list("slug", "name", "summary"))
    fields = ["digest", "alt", "small", "large", "width", "height", "added_at"]
    pictures = [
        tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)
        for row in Picture.objects.values_list(*fields)
    ]
    return articles, topics, pictures


def forget_everything() -> None:
    Article.objects.all().delete()
    Picture.objects.all().delete()
    Topic.objects.all().delete()


def out(folder: Path) -> str:
    said = StringIO()
    call_command("export_articles", folder, stdout=said)
    return said.getvalue()


def back(folder: Path, **options: Any) -> list[str]:
    said = StringIO()
    call_command("import_articles", folder, stdout=said, **options)
    return said.getvalue().splitlines()


def refusal(folder: Path) -> str:
    with pytest.raises(CommandError) as refused:
        back(folder)
    return str(refused.value)


@pytest.fixture
def picture(db: None) -> Picture:
    drawn = pictures.drawn(written(plain(700, 450), "PNG"))
    return Picture.objects.create(alt='A "neck": turned', added_at=timezone.now(), **vars(drawn))


@pytest.fixture
def pair(make_article: Any, picture: Picture) -> tuple[Article, Article]:
    """Two that point at each other, with everything that an article can have."""
    one = make_article(
        title='Stiff "neck": what helps?',
        slug="one",
        body=f"<p>Move.</p>{picture.code}",
        author="A. Writer",
        is_about_pain=True,
        picture=picture,
        reviewed_by="R. Reader, DC",
        reviewed_on=date(2026, 2, 1),
        review_due_on=date(2028, 2, 1),
        change_note="New table",
    )
    two = make_article(slug="two", state="retired", moved_to=one)
    Article.objects.filter(pk=one.pk).update(moved_to=two)
    for position, title in [(5, "First"), (2, "Zeroth")]:
        Source.objects.create(
            article=one, title=title, publisher="P", url=f"https://{title}.example/", position=position
        )
    for text in ("Earlier", "Later on the same day"):
        Correction.objects.create(article=one, made_on=date(2026, 3, 1), text=text)
    OldAddress.objects.create(article=one, slug="neck-stiff")
    return one, two


def test_import_of_an_export_is_what_was_exported(pair, tmp_path):
    before = everything()
    assert out(tmp_path / "a") == f"Written to {tmp_path / 'a'}: 2 articles, 1 topic, 1 picture.\n"
    forget_everything()

    said = back(tmp_path / "a")

    digest = before[2][0][0]
    assert said == ["added: necks", f"added: {digest}", "added: one", "added: two"]
    assert everything() == before
    out(tmp_path / "b")
    files = [path.relative_to(tmp_path / "a") for path in sorted((tmp_path / "a").rglob("*.*"))]
    assert len(files) == 5
    for file in files:
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


@settings(max_examples=15, deadline=None)
@given(title=words.map(lambda text: f"T{text}"[:120]), body=words, note=words.map(lambda text: text[:200]))
def awkward_words(pair, tmp_path_factory, title, body, note):
    folder = tmp_path_factory.mktemp("out")
    one, _two = pair
    body = sanitized(clean_html(f"<p>A{body}</p>{body}\n"))  # an empty one is no article
    Article.objects.filter(pk=one.pk).update(title=title, body=body, change_note=note)
    before = everything()
    out(folder)
    Article.objects.filter(pk=one.pk).update(title="Other", body="", change_note="", moved_to=None)
    assert everything() != before

    back(folder)

    assert [one for one, _at in everything()[0]] == [one for one, _at in before[0]]


def test_import_of_an_export_is_what_was_exported_whatever_the_words(pair, tmp_path_factory):
    awkward_words(pair, tmp_path_factory)


def test_importing_again_changes_nothing(pair, tmp_path):
    digest = Picture.objects.get().digest
    out(tmp_path)
    before = [kind.event_model.objects.count() for kind in changes.kinds]

    assert back(tmp_path) == ["unchanged: necks", f"unchanged: {digest}", "unchanged: one", "unchanged: two"]

    assert [kind.event_model.objects.count() for kind in changes.kinds] == before


def change(folder: Path, before: str, after: str, slug: str = "one") -> None:
    file = folder / "articles" / f"{slug}.html"
    assert file.read_text().count(before) == 1
    file.write_text(file.read_text().replace(before, after))


def test_what_was_changed_in_a_file_is_changed_and_said(pair, tmp_path):
    one, _two = pair
    out(tmp_path)
    change(tmp_path, "<p>Move.</p>", "<p>Move.</p><script>evil()</script><p>Rest.</p>")
    change(tmp_path, "source: Zeroth\n  publisher: P\n", "source: Better\n  publisher: P\n")

    assert back(tmp_path)[2:] == ["changed: one (body, sources)", "unchanged: two"]

    changed = Article.objects.get(slug="one")
    assert changed.body.startswith("<p>Move.</p><p>Rest.</p><figure")
    assert changed.updated_at > one.updated_at
    assert (changed.pk, changed.edition, changed.moved_to) == (one.pk, 1, Article.objects.get(slug="two"))
    assert list(changed.sources.values_list("position", "title")) == [(0, "Better"), (1, "First")]
    assert back(tmp_path)[2:] == ["unchanged: one", "unchanged: two"]


def test_dry_run_says_it_and_does_nothing(pair, tmp_path):
    out(tmp_path)
    forget_everything()

    assert back(tmp_path, dry_run=True)[2:] == [
        "added: one",
        "added: two",
        "This was a dry run: nothing has changed.",
    ]
    assert everything() == ([], [], [])


def test_what_is_not_in_the_folder_stays(pair, make_article, tmp_path, manager):
    out(tmp_path)
    make_article(slug="three")
    SignOff.objects.create(article=pair[0], rule="r", words="w", signed_at=timezone.now(), signed_by=manager)

    back(tmp_path)

    assert Article.objects.filter(slug="three").exists()
    assert SignOff.objects.count() == 1


WRONG = [
    ("title: Stiff", "titel: Stiff", "line 2: “titel” is not known here."),
    ("topic: necks", "topic: knees", "line 4: There is no topic “knees”."),
    ("topic: necks\n", "", "line 1: “topic” is missing."),
    ("topic: necks", "topic: necks\ntopic: necks", "line 5: “topic” stands here twice."),
    ("topic: necks", "topic necks", "line 4: This is not of the form “key: value”."),
    ("topic: necks", "topic: necks\n  more: x", "line 5: “more” is not known here."),
    ("is_about_pain: yes", "is_about_pain: true", "line 7: “is_about_pain” has to be written like yes."),
    (
        "published_at: 2026-01-05T14:30:00+00:00",
        "published_at: 2026-01-05",
        "line 9: “published_at” has to be written like 2026-11-22T14:30:00+00:00.",
    ),
    ("state: published", "state: out", "line 8: state: Value 'out' is not a valid choice."),
    ("moved_to: two", "moved_to: nowhere", "line 16: There is no article “nowhere”."),
    ("https://First.example/", "javascript:alert(1)", "line 20: url: Enter a valid URL."),
    ("  publisher: P\n  url: https://First.example/\n", "", "line 20: “publisher” is missing."),
    ("\n---\n<p>", "\n<p>", "line 28: This is not of the form “key: value”."),
    (
        "change_note: New table",
        'change_note: "New',
        "line 14: What begins with a quotation mark has to be a JSON string.",
    ),
    ("author: A. Writer", r'author: "\u0000"', "line 6: There is a null byte in it."),
]


@pytest.mark.parametrize(("before", "after", "sentence"), WRONG)
def test_what_cannot_be_read_is_named_and_nothing_changes(pair, tmp_path, before, after, sentence):
    out(tmp_path)
    change(tmp_path, "title: Article", "title: Another Article", slug="two")
    change(tmp_path, before, after)
    database = everything()

    assert refusal(tmp_path) == f"articles/one.html: {sentence}\nNothing has changed."
    assert everything() == database


def test_every_file_that_is_wrong_is_named(pair, picture, tmp_path):
    out(tmp_path)
    (tmp_path / "articles" / "three.html").write_bytes(b"\xff\xfe")
    (tmp_path / "articles" / "four.html").write_text((tmp_path / "articles" / "one.html").read_text())
    file = tmp_path / "pictures" / f"{picture.digest}.webp"
    file.rename(file.with_stem("0" * 64))
    file.with_suffix(".txt").rename(file.with_name(f"{'0' * 64}.txt"))
    (file.with_stem("1" * 64)).write_bytes(b"<svg>")

    assert refusal(tmp_path).splitlines() == [
        f"pictures/{'0' * 64}.webp: This is not the picture that its name says.",
        f"pictures/{'1' * 64}.webp: {NO_PICTURE}",
        "articles/one.html: line 3: Another file has this address, too.",
        "articles/three.html: This file cannot be read.",
        "Nothing has changed.",
    ]


def test_a_text_with_a_picture_that_is_nowhere_is_refused(pair, picture, tmp_path):
    out(tmp_path)
    forget_everything()
    for file in (tmp_path / "pictures").iterdir():
        file.unlink()

    assert refusal(tmp_path).splitlines()[0] == (
        f"articles/one.html: line 15: There is no picture “{picture.digest}”."
    )


def test_an_address_that_leads_to_another_article_is_refused(pair, make_article, tmp_path):
    out(tmp_path)
    three = make_article(slug="three", title="Three")
    OldAddress.objects.filter(slug="neck-stiff").update(article=three)

    assert refusal(tmp_path).splitlines()[0] == (
        "articles/one.html: line 27: “neck-stiff” is an old address of “Three”."
    )


def test_an_export_goes_into_an_empty_folder_only(topic, tmp_path):
    (tmp_path / "old.txt").touch()

    with pytest.raises(CommandError) as refused:
        out(tmp_path)
    assert str(refused.value) == f"“{tmp_path}” is there already, and not empty."


def test_a_folder_without_anything_is_refused(db, tmp_path):
    assert refusal(tmp_path) == f"There is nothing to import in “{tmp_path}”.\nNothing has changed."


def test_a_file_written_by_hand_needs_little(topic, tmp_path):
    (tmp_path / "articles").mkdir()
    text = "---\r\ntitle:Knees\r\nslug: knees\r\n\r\ntopic: necks\r\nsummary: S.\r\n---\r\n<p>Bend.</p>"
    (tmp_path / "articles" / "any name.html").write_bytes(b"\xef\xbb\xbf" + text.encode())

    assert back(tmp_path) == ["added: knees"]
    article = Article.objects.get()
    assert (article.title, article.state, article.body) == ("Knees", "draft", "<p>Bend.</p>")


def test_a_file_can_be_read_by_anybody():
    entries = [
        frontmatter.Entry("title", "Stiff neck?"),
        frontmatter.Entry("source", "Neck pain", [frontmatter.Entry("publisher", "A\nlibrary")]),
    ]

    assert frontmatter.written(entries, "<p>The text</p>") == (
        '---\ntitle: Stiff neck?\nsource: Neck pain\n  publisher: "A\\nlibrary"\n---\n<p>The text</p>\n'
    )
