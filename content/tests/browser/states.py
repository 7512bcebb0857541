"""The library."""

from clinic.tests.browser.stage import Group, Stage, State, at
from content.models import Article, Source

FIRST = "What is the difference between myofascial release and a massage?"


def no_articles(stage: Stage) -> None:
    stage.set_aside(Source)  # they would go with their articles, and not come back
    stage.set_aside(Article)
    stage.page.goto("/articles/")


LIBRARY: Group = {
    "library": State("Articles", at("/articles/")),
    "library-empty": State("Articles", no_articles),
    "topic": State("Hands-on care", at("/articles/topics/hands-on-care/")),
    "article": State(FIRST, at("/articles/myofascial-release-vs-massage/")),
}
