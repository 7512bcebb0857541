"""The library, an article with all that one can have, the search, and what is no longer there."""

from datetime import timedelta

from django.utils import timezone

from clinic.tests.browser.stage import Group, Stage, State, at
from content.models import Article, Source, Topic

FIRST = "What is the difference between myofascial release and a massage?"
ADDRESS = "/articles/myofascial-release-vs-massage/"
TOPICS = ["Backs", "Necks and shoulders", "Your first visit"]
QUESTIONS = [
    "When does back pain need a doctor at once?",
    "What happens at a first evaluation?",
    "Why is my neck stiff in the morning, and what can I do about it?",
    "What is fascia?",
]


def no_articles(stage: Stage) -> None:
    stage.set_aside(Source)  # they would go with their articles, and not come back
    stage.set_aside(Article)
    stage.page.goto("/articles/")


def with_everything(stage: Stage) -> None:
    shelf(stage, 3)
    article = Article.objects.get(title=FIRST)
    today = timezone.localdate()
    stage.change(
        article,
        published_at=timezone.now() - timedelta(days=40),
        updated_at=timezone.now() - timedelta(days=3),
        author="Ann Example",
        reviewed_by="Pat Example, DC",
        reviewed_on=today - timedelta(days=3),
        review_due_on=today + timedelta(days=365),
    )
    rows = [
        article.corrections.create(
            made_on=today - timedelta(days=3),
            text="We had mixed up two rows of the table. They are right now.",
        ),
        article.sources.create(
            title="Massage Therapy: What You Need To Know",
            publisher="National Center for Complementary and Integrative Health",
            url="https://www.nccih.nih.gov/health/massage-therapy-what-you-need-to-know",
        ),
        article.sources.create(
            title="Back Pain",
            publisher="National Institute of Arthritis and Musculoskeletal and Skin Diseases",
            url="https://www.niams.nih.gov/health-topics/back-pain",
        ),
    ]
    for row in rows:
        stage.afterwards.callback(row.delete)
    stage.page.goto(ADDRESS)


def shelf(stage: Stage, number: int) -> None:
    """That many more articles, until the next state."""
    topics = [Topic(name=name, slug=f"topic-{place}") for place, name in enumerate(TOPICS)]
    Topic.objects.bulk_create(topics)
    stage.afterwards.callback(lambda: Topic.objects.filter(slug__startswith="topic-").delete())
    for place in range(number):
        article = Article.objects.create(
            title=QUESTIONS[place % len(QUESTIONS)],
            slug=f"one-more-{place}",
            topic=topics[place % len(topics)],
            summary="The short answer, in a sentence or two, as a worried reader would want to have it.",
            body="<p>What helps a stiff back or neck, in plain words.</p>" * (10 + place * 20),
            state=Article.State.PUBLISHED,
            published_at=timezone.now() - timedelta(days=place + 1),
        )
        stage.afterwards.callback(article.delete)


def full_library(stage: Stage) -> None:
    shelf(stage, 25)
    stage.page.goto("/articles/")


def search_found(stage: Stage) -> None:
    shelf(stage, 4)
    stage.page.goto("/articles/")
    stage.page.get_by_label("Search the articles").fill("stiff necks")
    stage.press("Search")


def search_empty(stage: Stage) -> None:
    shelf(stage, 3)
    stage.page.goto("/articles/search/?q=headaches")


def retired(stage: Stage) -> None:
    shelf(stage, 3)
    successor = Article.objects.get(slug="one-more-0")
    stage.change(Article.objects.get(title=FIRST), state=Article.State.RETIRED, moved_to=successor)
    stage.page.goto(ADDRESS)


LIBRARY: Group = {
    "library": State("Articles", at("/articles/")),
    "library-empty": State("Articles", no_articles),
    "library-full": State("Articles", full_library),
    "topic": State("Hands-on care", at("/articles/topics/hands-on-care/")),
    "article": State(FIRST, at(ADDRESS)),
    "article-full": State(FIRST, with_everything),
    "article-retired": State("We took this article down", retired),
    "search": State("Search the articles", at("/articles/search/")),
    "search-found": State("4 articles on “stiff necks”", search_found),
    "search-empty": State("No article on “headaches” yet", search_empty),
}
