"""All that the public pages may say, read from the source.

So the rare refusal counts as much as the page that everybody sees.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import get_template
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

TEMPLATES = ["booking/*.html", "clinic/*.html", "clinic_forms/*.html", "content/*.html", "[45]*.html"]
PYTHON = [
    "booking/*.py",
    "booking/views/*.py",
    "booking/workflow/*.py",
    "clinic/errors.py",
    "clinic/phones.py",
]
# What only staff read, and the mails, which have a test of their own.
NOT_FOR_PATIENTS = {
    "booking/settled.py",
    "booking/starter.py",
    "booking/traces.py",
    "booking/workflow/notes.py",
    "booking/workflow/phone.py",
}
LABEL = 4  # words
# A name, a time or a number in a sentence is no word of ours.
FILLED_IN = re.compile(r"%\(\w+\)s")


def said_to_patients() -> list[str]:
    """Each once, the longer ones alone: labels and buttons of a word or two would flatter the rest."""
    found = {FILLED_IN.sub("it", " ".join(one.split())) for one in [*in_templates(), *in_python()]}
    return sorted(one for one in found if len(one.split()) >= LABEL)


def in_templates() -> Iterator[str]:
    folder = settings.BASE_DIR / "templates"
    for path in matching(folder, TEMPLATES):
        nodes: Any = get_template(str(path.relative_to(folder))).template.nodelist  # type: ignore[attr-defined]
        for node in nodes.get_nodes_by_type(TranslateNode):
            yield str(node.filter_expression.var).strip("'")
        for node in nodes.get_nodes_by_type(BlockTranslateNode):
            yield re.sub(r"<[^>]+>", "", node.render_token_list(node.singular)[0])


def in_python() -> Iterator[str]:
    for path in matching(settings.BASE_DIR, PYTHON):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(func=ast.Name(id="_" | "gettext_lazy"), args=[ast.Constant(value=str(said))]):
                    yield said


def matching(folder: Path, patterns: list[str]) -> list[Path]:
    found = [path for pattern in patterns for path in sorted(folder.glob(pattern))]
    return [path for path in found if str(path.relative_to(settings.BASE_DIR)) not in NOT_FOR_PATIENTS]
