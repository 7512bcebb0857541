"""Drafts of the legal pages, in words of ours, for the practice and its counsel to replace."""

from pathlib import Path

from clinic.models import LegalPage

DRAFTS = Path(__file__).parent / "legal_drafts"


def write_missing() -> None:
    for kind in LegalPage.Kind:
        draft = {"title": str(kind.label), "body": draft_of(kind)}
        LegalPage.objects.get_or_create(kind=kind, defaults=draft)


def draft_of(kind: LegalPage.Kind) -> str:
    return (DRAFTS / f"{kind}.html").read_text(encoding="utf-8")
