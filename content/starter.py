"""What a new database has to read: one article that is out, and three that a clinician is to read first."""

from pathlib import Path
from typing import Any

from django.utils import timezone

from content.models import Article, Source, Topic

FOLDER = Path(__file__).parent / "articles"

TOPICS = {
    "hands-on-care": ("Hands-on care", "What is done by hand, what it is for, and how it may feel."),
    "your-first-visit": ("Your first visit", "What to expect, and how to get ready."),
    "back-pain": ("Back pain", "What to look out for, and whom to ask."),
}

NCCIH = "National Center for Complementary and Integrative Health, NIH"
FASCIA = (
    "Anatomy, Fascia",
    "StatPearls, NCBI Bookshelf, NIH",
    "https://www.ncbi.nlm.nih.gov/books/NBK493232/",
)

# Title, publisher and address of each. Whoever reviews an article opens them and compares.
SOURCES = {
    "myofascial-release-vs-massage": [
        (
            "Massage Therapy: What You Need To Know",
            NCCIH,
            "https://www.nccih.nih.gov/health/massage-therapy-what-you-need-to-know",
        ),
        FASCIA,
    ],
    "what-happens-at-a-first-evaluation": [
        ("Chiropractic: In Depth", NCCIH, "https://www.nccih.nih.gov/health/chiropractic-in-depth"),
        (
            "Talking With Your Doctor",
            "MedlinePlus, National Library of Medicine",
            "https://medlineplus.gov/talkingwithyourdoctor.html",
        ),
    ],
    "when-back-pain-needs-a-doctor-at-once": [
        ("Back pain", "NHS", "https://www.nhs.uk/conditions/back-pain/"),
        (
            "Signs and Symptoms of Stroke",
            "Centers for Disease Control and Prevention",
            "https://www.cdc.gov/stroke/signs-symptoms/index.html",
        ),
    ],
    "what-is-fascia": [
        FASCIA,
        (
            "HEAL Workshop on Myofascial Pain",
            "NIH Record",
            "https://nihrecord.nih.gov/2020/08/21/heal-workshop-myofascial-pain",
        ),
    ],
}

TO_BE_READ = {
    "state": Article.State.REVIEW,
    "change_note": "Came with the site. A clinician of the practice has to read it before it is published: "
    "what it says of the body, of first visits, and of when to call 911.",
}

ARTICLES: dict[str, dict[str, Any]] = {
    "myofascial-release-vs-massage": {
        "title": "What is the difference between myofascial release and a massage?",
        "topic": "hands-on-care",
        "summary": "A massage relaxes muscles over a broad area. Myofascial release works slowly, "
        "one spot at a time, on the thin tissue around them.",
        "state": Article.State.PUBLISHED,
    },
    "what-happens-at-a-first-evaluation": {
        "title": "What happens at a first evaluation?",
        "topic": "your-first-visit",
        "summary": "You talk about what bothers you. Your chiropractor may look at how you move. "
        "Then you talk about what could come next.",
        **TO_BE_READ,
    },
    "when-back-pain-needs-a-doctor-at-once": {
        "title": "When does back pain need a doctor at once?",
        "topic": "back-pain",
        "summary": "Most back pain is no emergency. A few signs are. If you have one of them, call 911 now.",
        **TO_BE_READ,
    },
    "what-is-fascia": {
        "title": "What is fascia?",
        "topic": "hands-on-care",
        "summary": "Fascia is thin tissue under your skin. It wraps your muscles and organs, and holds them "
        "in place.",
        **TO_BE_READ,
    },
}


def body(slug: str) -> str:
    return (FOLDER / f"{slug}.html").read_text(encoding="utf-8")


def load() -> None:
    """Runs once in the life of a database (clinic/startup.py). What is there already stays as it is."""
    topics = {
        slug: Topic.objects.get_or_create(slug=slug, defaults={"name": name, "summary": summary})[0]
        for slug, (name, summary) in TOPICS.items()
    }
    for slug, values in ARTICLES.items():
        is_out = values["state"] == Article.State.PUBLISHED
        article, is_new = Article.objects.get_or_create(
            slug=slug,
            defaults={
                **values,
                "topic": topics[values["topic"]],
                "body": body(slug),
                "is_about_pain": True,
                "published_at": timezone.now() if is_out else None,
            },
        )
        for position, (title, publisher, url) in enumerate(SOURCES[slug] if is_new else []):
            Source.objects.create(
                article=article, title=title, publisher=publisher, url=url, position=position
            )
