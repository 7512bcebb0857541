import pytest
from django.db import connection

from clinic.models import Practice
from content.models import Article, Topic
from content.search import CLOSE, OPEN, find, marks

DRAFT = {"state": Article.State.DRAFT, "published_at": None}
HELP = ["Look by topic", "The newest articles", "Book an evaluation", "(919) 777-5242"]


def found(client, **asked):
    return [result.article.title for result in client.get("/articles/search/", asked).context["results"]]


def test_title_counts_more_than_summary_and_text(client, make_article):
    make_article(title="In the text", body="<p>A stiff neck.</p>")
    make_article(title="In the summary", summary="A stiff neck.")
    make_article(title="A stiff neck")
    make_article(title="Knees")
    make_article(title="A stiff neck, draft", **DRAFT)

    assert found(client, q="stiff necks") == ["A stiff neck", "In the summary", "In the text"]
    assert found(client, q='"neck stiff"') == []
    assert found(client, q="knees or neck -summary -text -stiff") == ["Knees"]
    assert found(client, q="strong") == found(client, q="p") == []  # tags are no words


def test_what_was_found_is_marked_and_the_rest_escaped(client, make_article):
    make_article(
        title="<b>Necks</b>",
        summary="Short.",
        body="<p>Rest &lt;i&gt; &amp; move your <em>neck</em>, often.</p>",
    )
    make_article(title="Neck only here", summary="All <i> of it.", body="<p>Other.</p>")

    html = client.get("/articles/search/?q=neck").content.decode()

    assert "2 articles on “neck”" in html
    assert ">&lt;b&gt;<mark>Necks</mark>&lt;/b&gt;</a>" in html
    assert "Rest &lt;i&gt; &amp; move your <mark>neck</mark>, often</p>" in html
    assert "<p>All &lt;i&gt; of it.</p>" in html
    assert '<meta name="robots" content="noindex">' in html
    assert 'value="neck"' in html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (f"a{OPEN}<b>{CLOSE}c", "a<mark>&lt;b&gt;</mark>c"),
        (f"{CLOSE}a{OPEN}b", "ab"),
        (f"{OPEN}a{OPEN}b{CLOSE}{CLOSE}c", "a<mark>b</mark>c"),
    ],
)
def test_marks_always_have_their_end(text, html):
    assert marks(text) == html


def test_beginning_of_a_word_where_no_whole_one_is_found(client, make_article):
    make_article(title="Myofascial release")
    make_article(title="Sciatica")

    assert found(client, q="myof") == ["Myofascial release"]
    assert found(client, q="myof sci") == []
    assert found(client, q='"myof"') == []
    assert found(client, q="unknown -myof") == []


def test_nothing_found_helps(client, make_article):
    assert "Ask us: we like to help." in client.get("/articles/search/?q=hip").content.decode()
    make_article(title="Neck")

    html = client.get("/articles/search/?q=<hip>").content.decode()

    assert "<h1>No article on “&lt;hip&gt;” yet</h1>" in html
    assert [one for one in HELP if one not in html] == []
    assert '<a href="/articles/topics/necks/">Necks <span class="muted">1 article</span></a>' in html
    tip = (
        'Try another word, or see what there is under <a href="/articles/topics/necks/">Necks</a>. Or ask us'
    )
    assert tip in html
    assert ">Neck</a></h3>" in html
    assert "<h1>Search the articles</h1>" in client.get("/articles/search/").content.decode()


@pytest.mark.parametrize(
    "query",
    ["%00", "a%00b", "%ED%A0%80", "%27%22%5C", "!%26|()<->:*", "-", "-neck", "%22", "the", "_:*", "%EE%80%80",
     "%F0%9F%A6%B4", "x" * 5000, "a%20" * 2000, "neck&q=", "neck&page=", "%25s%25(x)s"],
)  # fmt: skip
def test_whatever_is_typed_is_no_error(client, make_article, query):
    make_article(title="Neck")

    response = client.get(f"/articles/search/?q={query}")

    assert response.status_code == (404 if query.endswith("page=") else 200)


def test_page_of_many(client, make_article):
    for _ in range(25):
        make_article(summary="Neck")

    html = client.get("/articles/search/?q=neck&page=2").content.decode()

    assert html.count("<li>\n    <h2>") == 1
    assert 'rel="prev" href="?q=neck&amp;page=1"' in html


def test_search_is_cached_for_a_minute_and_sets_no_cookie(client, make_article):
    make_article(title="Neck")

    response = client.get("/articles/search/?q=neck")

    assert response.headers["Cache-Control"] == "public, max-age=60"
    assert not response.cookies
    etag = response.headers["ETag"]
    assert client.get("/articles/search/?q=neck", headers={"if-none-match": etag}).status_code == 304


@pytest.mark.parametrize(("words", "queries"), [("summary", 4), ("artic", 5), ("nothing", 6)])
def test_search_asks_as_much_with_one_article_as_with_thirty(
    client, make_article, django_assert_num_queries, words, queries
):
    Practice.load()
    make_article()
    with django_assert_num_queries(queries):
        client.get(f"/articles/search/?q={words}")
    for _ in range(29):
        make_article()
    with django_assert_num_queries(queries):
        client.get(f"/articles/search/?q={words}")


def test_index_answers(topic: Topic, now):
    """Or PostgreSQL would read every article to the end."""
    spelled = str.maketrans("0123456789", "bcdfghjklm")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE content_article DISABLE TRIGGER USER")
    Article.objects.bulk_create(
        Article(
            title=f"Number {number}", slug=f"number-{number}", topic=topic, summary="Short.",
            body=f"<p>word{str(number).translate(spelled)} common</p>", state="published",
            published_at=now, updated_at=now,
        )
        for number in range(2000)
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('article_words')")  # as autovacuum does
        cursor.execute("ANALYZE content_article")

    plan = find("wordkk", now).explain()

    assert "Bitmap Index Scan on article_words" in plan
    assert [article.title for article in find("wordkk", now)] == ["Number 77"]
