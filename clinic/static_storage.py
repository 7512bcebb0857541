import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

NAMES_BEFORE = "static-before.json"
COMPRESSED = {".gz", ".br"}


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Keeps the files of the version before, because pages that are open in browsers name them. Of older
    versions nothing stays."""

    def post_process(self, *args: Any, **options: Any) -> Iterator[tuple[str, str, bool]]:
        before = set(self.hashed_files.values())
        yield from super().post_process(*args, **options)
        if not options.get("dry_run"):
            self.remove_older(before)

    def remove_older(self, before: set[str]) -> None:
        """A start that changes nothing is no new version."""
        now = set(self.hashed_files.values())
        folder = Path(self.location)
        names = folder / NAMES_BEFORE
        if before and before != now:
            names.write_text(json.dumps(sorted(before)))
        kept = now | {self.manifest_name, NAMES_BEFORE}
        if names.exists():
            kept |= set(json.loads(names.read_text()))
        for path in folder.rglob("*"):
            plain = path.with_suffix("") if path.suffix in COMPRESSED else path
            if path.is_file() and plain.relative_to(folder).as_posix() not in kept:
                path.unlink()
