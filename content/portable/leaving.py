"""Everything that editors have made, into a folder."""

from pathlib import Path

from django.utils.translation import gettext as _

from content.models import Article, Picture, Topic
from content.portable import sheets
from content.portable.frontmatter import Entry, written
from content.portable.sheets import MOMENT


class Refused(Exception):
    """Its text is a sentence for whoever typed the command."""


def export(folder: Path) -> dict[str, int]:
    """How many of each. Into a new or an empty folder: what an older export left would come back with it."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(_("“%(folder)s” is there already, and not empty.") % {"folder": folder})
    for kind in ("topics", "pictures", "articles"):
        (folder / kind).mkdir(parents=True)

    topics = Topic.objects.all()
    for topic in topics:
        entries = [Entry("slug", topic.slug), Entry("name", topic.name), Entry("summary", topic.summary)]
        leave(folder / "topics" / f"{topic.slug}.txt", written(entries, ""))

    pictures = 0
    for picture in Picture.objects.defer("small").iterator(chunk_size=10):
        pictures += 1
        file = folder / "pictures" / f"{picture.digest}.webp"
        file.write_bytes(picture.large)
        entries = [Entry("alt", picture.alt), Entry("added_at", MOMENT.write(picture.added_at))]
        leave(file.with_suffix(".txt"), written(entries, ""))

    articles = Article.objects.select_related("topic", "moved_to", "picture").defer(
        "picture__small", "picture__large"
    )
    for article in articles.prefetch_related("sources", "corrections", "old_addresses"):
        sheet = sheets.of(article)
        leave(folder / "articles" / f"{sheet.slug}.html", sheets.file_of(sheet))
    return {"topics": len(topics), "pictures": pictures, "articles": len(articles)}


def leave(file: Path, text: str) -> None:
    """Never over another: two names may differ to us and not to the disk."""
    with file.open("x", encoding="utf-8", newline="") as out:
        out.write(text)
