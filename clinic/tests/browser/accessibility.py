from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# Only what was violated: the whole answer takes as long to bring over as to work out. No style sheet is
# loaded twice: that is for rules about turned screens, of which we have no styles, and the admin's import
# others, which the policy would stop.
RUN = "async options => (await axe.run({resultTypes: ['violations'], preload: false, ...options})).violations"


class Accessibility:
    """axe-core with the rules that it applies of its own accord (STANDARDS 2.1)."""

    def violations(self, page: Page, **options: Any) -> list[str]:
        """Sentences: rule, impact, and where. `options` are those of axe.run()."""
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE_SCRIPT)
        return [
            f"{found['id']} ({found['impact']}): {found['help']}: {', '.join(map(str, place['target']))}"
            for found in page.evaluate(RUN, options)
            for place in found["nodes"]
        ]

    def no_violations(self, page: Page) -> None:
        found = self.violations(page)
        assert not found, "\n".join([f"axe on {page.url}:", *found])
