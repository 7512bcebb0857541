"""A folder that was exported, or written by hand in the same form, into the database: all of it or none.

What the folder does not name stays as it is.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from content import addresses, pictures
from content.models import Picture, Topic
from content.portable import articles, sheets
from content.portable.frontmatter import Unreadable, parsed
from content.portable.sheets import MOMENT, WORDS, values_of

SUFFIXES = {"topics": ".txt", "pictures": ".webp", "articles": ".html"}

WHAT_IT_TAKES = gettext_lazy(
    "An import takes articles/NAME.html, topics/NAME.txt, and pictures/NAME.webp with pictures/NAME.txt. "
    "Rename or move the others, or run it again with --skip-other-files."
)


class Refused(Exception):
    """Its text is a line for each thing that is wrong."""


def load(folder: Path, *, dry_run: bool = False, skip_other_files: bool = False) -> list[str]:
    """A sentence for each thing in it. Raises Refused, and then nothing has changed.

    Files that an export does not have are refused, or named and left where they are.
    """
    coming = Coming(folder)
    try:
        others = other_files(folder)
    except OSError as error:
        raise Refused(_("“%(folder)s” cannot be read.") % {"folder": error.filename}) from error
    if others:
        if skip_other_files:
            coming.done += named(others)
        else:
            coming.wrong += [*named(others), str(WHAT_IT_TAKES)]
    with transaction.atomic():
        addresses.take_turns()
        coming.take("topics", put_topic)
        coming.take("pictures", put_picture)
        coming.take("articles", coming.put_article)
        if not coming.wrong:
            coming.link_articles()
        if coming.wrong:
            raise Refused("\n".join(coming.wrong))
        transaction.set_rollback(dry_run)
    return coming.done


class Coming:
    """`done` and `wrong` are sentences."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pages: dict[Path, articles.Page] = {}
        self.done: list[str] = []
        self.wrong: list[str] = []
        if not any(folder.glob("*/*")):
            self.wrong.append(_("There is nothing to import in “%(folder)s”.") % {"folder": folder})

    def take(self, kind: str, put: Callable[[Path], str]) -> None:
        for file in sorted(self.folder.glob(f"{kind}/*{SUFFIXES[kind]}")):
            with self.reading(file):
                self.done.append(put(file))

    def put_article(self, file: Path) -> str:
        page = articles.Page(*sheets.sheet_in(text_of(file)))
        if page.sheet.slug in {other.sheet.slug for other in self.pages.values()}:
            raise page.wrong("slug", _("Another file has this address, too."))
        self.pages[file] = page
        return articles.put(page)

    def link_articles(self) -> None:
        for file, page in self.pages.items():
            with self.reading(file):
                articles.link(page)

    @contextmanager
    def reading(self, file: Path) -> Iterator[None]:
        try:
            with transaction.atomic():
                yield
        except (Unreadable, pictures.Refused) as refused:
            self.wrong.append(f"{file.relative_to(self.folder)}: {refused}")
        except (OSError, UnicodeDecodeError, DataError):
            self.wrong.append(f"{file.relative_to(self.folder)}: {_('This file cannot be read.')}")


def other_files(folder: Path) -> list[str]:
    """What take() does not take: an article in “x.htm”, “X.HTML” or beside its folder, words for a picture
    that is not there. Raises OSError where a folder cannot be read: glob() would pass over it."""

    def stop(error: OSError) -> None:
        raise error

    found = []
    for place, _folders, names in os.walk(folder, onerror=stop, followlinks=True):
        inside = Path(place).relative_to(folder)
        suffix = SUFFIXES.get(inside.as_posix())
        for name in names:
            is_taken = suffix is not None and name.endswith(suffix)
            tells_of_picture = suffix == ".webp" and name.endswith(".txt")
            if not is_taken and not (tells_of_picture and name.removesuffix(".txt") + ".webp" in names):
                found.append((inside / name).as_posix())
    return sorted(found)


def named(others: list[str]) -> list[str]:
    count = ngettext(
        "%(count)s file is not part of an export:", "%(count)s files are not part of an export:", len(others)
    )
    return [count % {"count": len(others)}, *(f"  {name}" for name in others)]


def text_of(file: Path) -> str:
    """As it is, line ends too; without the mark that some editors put first."""
    return file.read_bytes().decode("utf-8-sig")


def put_topic(file: Path) -> str:
    entries, _text = parsed(text_of(file))
    values, lines = values_of(entries, dict.fromkeys(("slug", "name", "summary"), WORDS), ["slug", "name"])
    stored = Topic.objects.filter(slug=values["slug"]).first()
    return put(stored or Topic(), {"summary": "", **values}, lines, values["slug"])


def put_picture(file: Path) -> str:
    drawn = pictures.kept(file.read_bytes())
    if drawn.digest != file.stem:
        raise pictures.Refused(_("This is not the picture that its name says."))
    entries, _text = parsed(text_of(file.with_suffix(".txt")))
    values, lines = values_of(entries, {"alt": WORDS, "added_at": MOMENT}, ["alt"])
    stored = Picture.objects.light().filter(digest=drawn.digest).first()
    if stored:
        return put(stored, {"alt": values["alt"]}, lines, drawn.digest)
    return put(Picture(), {"added_at": timezone.now(), **values, **vars(drawn)}, lines, drawn.digest)


def put(row: models.Model, values: dict[str, Any], lines: dict[str, int], name: str) -> str:
    """Adds or changes it, and says which."""
    is_new = row.pk is None
    differences = [key for key, value in values.items() if getattr(row, key) != value]
    if not is_new and not differences:
        return _("unchanged: %(slug)s") % {"slug": name}
    for key in differences:
        setattr(row, key, values[key])
    try:
        row.full_clean(exclude=["added_by", "small", "large"])
    except ValidationError as error:
        raise Unreadable(lines.get(next(iter(error.message_dict)), 1), articles.says(error)) from None
    row.save()
    if is_new:
        return _("added: %(slug)s") % {"slug": name}
    return _("changed: %(slug)s (%(what)s)") % {"slug": name, "what": ", ".join(differences)}
