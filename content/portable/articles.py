"""One article out of its file, into the database."""

from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.db.models import F, Model
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic.body import cleaned, pictures_in
from content.models import Article, Correction, OldAddress, Picture, Source, Topic
from content.portable import sheets
from content.portable.frontmatter import Unreadable
from content.portable.sheets import KINDS, Sheet

LINKS = {"topic", "picture", "moved_to"}
PLAIN = [name for name in KINDS if name not in {*LINKS, "updated_at"}] + ["body"]


@dataclass
class Page:
    """`lines` says where each value stands in the file."""

    sheet: Sheet
    lines: dict[str, int]

    def wrong(self, key: str, sentence: str) -> Unreadable:
        return Unreadable(self.lines.get(key, 1), sentence)


def put(page: Page) -> str:
    """Adds it, or changes the one of that address; says which. `moved_to` waits for link().

    Raises Unreadable.
    """
    stored = (
        Article.objects.select_related("topic", "picture", "moved_to")
        .defer("picture__small", "picture__large")
        .filter(slug=page.sheet.slug)
        .first()
    )
    before = sheets.of(stored) if stored else None
    sheet, notes = completed(page, before)
    differences = sheet.differences(before) if before else []
    if before and not differences:
        return _("unchanged: %(slug)s") % {"slug": sheet.slug}
    refuse_what_is_not_there(page, stored)
    article = save(page, sheet, stored)
    put_related(page, article, sheet, before)
    if not before:
        return with_notes(_("added: %(slug)s") % {"slug": sheet.slug}, notes)
    what = _("changed: %(slug)s (%(what)s)") % {"slug": sheet.slug, "what": ", ".join(differences)}
    return with_notes(what, notes)


def with_notes(done: str, notes: list[str]) -> str:
    return " ".join([f"{done}.", *notes]) if notes else done


def link(page: Page) -> None:
    """When every article of the folder is there: two may point at each other. Raises Unreadable."""
    target = Article.objects.filter(slug=page.sheet.moved_to).first()
    if page.sheet.moved_to and not target:
        raise page.wrong("moved_to", _("There is no article “%(slug)s”.") % {"slug": page.sheet.moved_to})
    article = Article.objects.get(slug=page.sheet.slug)
    if article.moved_to != target:
        Article.objects.filter(pk=article.pk).update(moved_to=target)


def completed(page: Page, before: Sheet | None) -> tuple[Sheet, list[str]]:
    """As the database would hold it; and what was left out of the text. Raises Unreadable."""
    sheet = page.sheet
    try:
        body, notes = cleaned(sheet.body)
    except ValidationError as error:
        raise page.wrong("body", " ".join(error.messages)) from None
    published_at = sheet.published_at
    if before and published_at is None and sheet.state == Article.State.PUBLISHED:
        published_at = before.published_at
    return replace(sheet, body=body, published_at=published_at), notes


def refuse_what_is_not_there(page: Page, stored: Article | None) -> None:
    sheet = page.sheet
    if not Topic.objects.filter(slug=sheet.topic).exists():
        raise page.wrong("topic", _("There is no topic “%(slug)s”.") % {"slug": sheet.topic})
    wanted = pictures_in(sheet.body) | ({sheet.picture} - {""})
    known = set(Picture.objects.filter(digest__in=wanted).values_list("digest", flat=True))
    for digest in sorted(wanted - known):
        key = "picture" if digest == sheet.picture else "body"
        raise page.wrong(key, _("There is no picture “%(digest)s”.") % {"digest": digest})
    taken = OldAddress.objects.filter(slug__in=[sheet.slug, *sheet.old_addresses])
    for address in taken.exclude(article=stored).select_related("article"):
        key = "slug" if address.slug == sheet.slug else "old_address"
        sentence = _("“%(slug)s” is an old address of “%(title)s”.")
        raise page.wrong(key, sentence % {"slug": address.slug, "title": address.article.title})


def save(page: Page, sheet: Sheet, stored: Article | None) -> Article:
    """Not by Article.save(), which would date every text today."""
    article = stored or Article()
    for name in PLAIN:
        setattr(article, name, getattr(sheet, name))
    article.topic = Topic.objects.get(slug=sheet.topic)
    article.picture = Picture.objects.light().get(digest=sheet.picture) if sheet.picture else None
    if not stored:
        article.updated_at = sheet.updated_at or timezone.now()
    elif article.is_changed():
        is_later = sheet.updated_at is not None and sheet.updated_at > stored.updated_at
        article.updated_at = sheet.updated_at if is_later else timezone.now()  # type: ignore[assignment]
    try:
        article.full_clean(exclude=["moved_to"])
    except ValidationError as error:
        key = next(iter(error.message_dict))
        raise page.wrong(key, says(error)) from None
    if stored:
        values = {name: getattr(article, name) for name in [*PLAIN, "updated_at", "topic", "picture"]}
        # An open form was filled from another edition, and will say so.
        Article.objects.filter(pk=article.pk).update(**values, edition=F("edition") + 1)
    else:
        Article.objects.bulk_create([article])
    return article


def put_related(page: Page, article: Article, sheet: Sheet, before: Sheet | None) -> None:
    """Whole lists: what is not in the file goes."""
    if not before or sheet.sources != before.sources:
        article.sources.all().delete()
        for position, one in enumerate(sheet.sources):
            values = {"title": one.title, "publisher": one.publisher, "url": one.url}
            add(Source(article=article, position=position, **values), one.line)
    if not before or sheet.corrections != before.corrections:
        article.corrections.all().delete()
        for made in reversed(sheet.corrections):  # of one day, the newest is the one that was added last
            add(Correction(article=article, text=made.text, made_on=made.made_on), made.line)
    if not before or sheet.old_addresses != before.old_addresses:
        article.old_addresses.exclude(slug__in=sheet.old_addresses).delete()
        there = set(article.old_addresses.values_list("slug", flat=True))
        for slug in sorted(set(sheet.old_addresses) - there):
            add(OldAddress(article=article, slug=slug), page.lines.get("old_address", 1))


def add(row: Model, line: int) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        raise Unreadable(line, says(error)) from None
    row.save()


def says(error: ValidationError) -> str:
    return "; ".join(f"{key}: {' '.join(messages)}" for key, messages in error.message_dict.items())
