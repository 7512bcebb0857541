"""What an import does not take is named and counted, never passed over."""

import pytest

from content.models import Article
from content.tests.test_portable import back, refusal

ARTICLE = "---\ntitle: Knees\nslug: {slug}\ntopic: necks\nsummary: S.\n---\n{body}\n"
OTHERS = [
    "articles/ankles.htm",
    "articles/deep/hips.html",
    "articles/elbows.HTML",
    "articles/notes.txt",
    "pictures/alone.txt",
    "pictures/photo.JPG",
    "toes.html",
    "topics/backs.TXT",
]
RULE = (
    "An import takes articles/NAME.html, topics/NAME.txt, and pictures/NAME.webp with pictures/NAME.txt. "
    "Rename or move the others, or run it again with --skip-other-files."
)


@pytest.fixture
def folder(topic, tmp_path):
    for name in ["articles/knees.html", *OTHERS]:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(ARTICLE.format(slug=file.stem, body="<p>Bend.</p>"))
    return tmp_path


def test_other_files_are_refused_by_name(folder):
    assert refusal(folder).splitlines() == [
        "8 files are not part of an export:",
        *(f"  {name}" for name in OTHERS),
        RULE,
        "Nothing has changed.",
    ]
    assert not Article.objects.exists()


def test_other_files_are_named_where_they_are_to_be_skipped(folder):
    assert back(folder, skip_other_files=True) == [
        "8 files are not part of an export:",
        *(f"  {name}" for name in OTHERS),
        "added: knees",
    ]
    assert Article.objects.get().slug == "knees"


def test_a_folder_with_nothing_else_says_both(topic, tmp_path):
    (tmp_path / "knees.html").touch()

    assert refusal(tmp_path).splitlines()[:3] == [
        f"There is nothing to import in “{tmp_path}”.",
        "1 file is not part of an export:",
        "  knees.html",
    ]


def test_a_folder_that_is_not_there_is_refused(db, tmp_path):
    assert refusal(tmp_path / "away").splitlines()[0] == f"“{tmp_path / 'away'}” cannot be read."


def test_what_the_text_loses_is_said(topic, tmp_path):
    (tmp_path / "articles").mkdir()
    text = ARTICLE.format(slug="knees", body="<p>For <del>20</del> 10 minutes</p>")
    (tmp_path / "articles" / "knees.html").write_text(text)

    assert back(tmp_path) == ["added: knees. Words that were struck out or deleted have been left out."]
    assert Article.objects.get().body == "<p>For 10 minutes</p>"


def test_a_text_that_cannot_be_tidied_is_refused_by_name(topic, tmp_path):
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "knees.html").write_text(ARTICLE.format(slug="knees", body="<div>" * 900))

    assert refusal(tmp_path).splitlines()[0] == (
        "articles/knees.html: line 1: Text: too many elements lie within each other. Paste it as plain text."
    )
