"""An article, from the first word to the version brought back, in an editor's browser."""

import re
from pathlib import Path

from django.urls import reverse
from playwright.sync_api import Page, expect

from clinic.staff.tests.browser.walking import let_in
from clinic.tests.browser.looking import DJANGOS
from clinic.tests.test_clipboards import read
from content import starter
from content.models import Article
from content.tests.pages import change_page

WORD = Path(__file__).parents[3].joinpath("clinic/tests/pasted_from_word.html").read_text(encoding="utf-8")
# The editor hears with the next frame where the keyboard has moved the cursor to.
PASTE = """async (field, kinds) => {
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)))
    const data = new DataTransfer()
    for (const [kind, words] of Object.entries(kinds)) data.setData(kind, words)
    field.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}))
}"""

FIRST_BODY = starter.body("myofascial-release-vs-massage")


def squeezed(html: str) -> str:
    return " ".join(html.split()).replace("> <", "><").replace(" <", "<").replace("> ", ">")


def without_paragraphs_in_items(html: str) -> str:
    """The editor puts one around the words of each item that has a list in it."""
    return re.sub(r"<li><p>(.*?)</p>(?=<[ou]l)", r"<li>\1", squeezed(html))


def press(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()


def said(page: Page, words: str) -> None:
    expect(page.locator(".messagelist")).to_contain_text(words)


def test_write_preview_schedule_publish_correct_and_restore(
    new_context, axe, live_server, editor, topic, now
):
    context = new_context()
    let_in(context, editor, live_server.url)
    page = context.new_page()
    page.goto(reverse("admin:content_article_add"))
    page.locator("#id_title").fill("Stiff neck?")
    page.locator("#id_topic").select_option("Necks")
    page.locator("#id_summary").fill("What to try.")

    text = page.get_by_role("textbox", name="Text", exact=True)
    text.click()
    page.get_by_role("button", name="heading 2").click()
    page.keyboard.type("Move")
    page.keyboard.press("Enter")
    page.keyboard.type("Little and ")
    page.get_by_role("button", name="bold", exact=True).click()
    page.keyboard.type("often")
    expect(page.get_by_role("button", name="bold", exact=True)).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="bold", exact=True).click()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Pull-out box").click()
    page.keyboard.type("Ask us.")
    assert axe.violations(page, **DJANGOS) == []
    press(page, "Save and continue editing")
    article = Article.objects.get()
    assert article.body == (
        "<h2>Move</h2><p>Little and <strong>often</strong></p><aside><p>Ask us.</p></aside>"
    )

    reviewer = new_context().new_page()
    link = page.get_by_role("link", name="Preview", exact=True).get_attribute("href")
    reviewer.goto(link.replace("http://localhost:8000", live_server.url))
    expect(reviewer.get_by_role("heading", level=1)).to_have_text("Stiff neck?")
    axe.no_violations(reviewer)

    page.get_by_role("link", name="Schedule …").click()
    page.get_by_label("Day").fill("2026-06-02")
    page.get_by_label("Time").fill("09:00")
    assert axe.violations(page, **DJANGOS) == []
    press(page, "Schedule")
    said(page, "Scheduled for Tuesday, June 2 at 9:00 AM")
    press(page, "Publish now")
    said(page, "Published on Monday, June 1 at 10:00 AM")

    page.locator("#id_corrections-0-text").fill("Often, not seldom.")
    page.locator("#id_title").fill("Stiff back?")
    press(page, "Save and continue editing")
    assert [one.text for one in article.corrections.all()] == ["Often, not seldom."]

    page.get_by_role("link", name="Versions", exact=True).click()
    assert axe.violations(page, **DJANGOS) == []
    page.get_by_role("link", name="Restore …").last.click()
    expect(page.get_by_text("If you restore it, readers see it at once.")).to_be_visible()
    axe.no_violations(page)
    press(page, "Restore this version")
    article.refresh_from_db()
    assert (article.title, article.state) == ("Stiff neck?", "published")


def test_editor_keeps_what_the_first_article_has_and_tidies_what_is_pasted(
    new_context, axe, live_server, editor, make_article, complaints
):
    """Its table with caption and headings, and its drawing."""
    first = make_article(body=FIRST_BODY, state="draft", published_at=None)
    other = make_article(body="<p>Old.</p>", state="draft", published_at=None)
    context = new_context()
    let_in(context, editor, live_server.url)
    page = context.new_page()
    text = page.get_by_role("textbox", name="Text", exact=True)

    page.goto(change_page(first))
    text.focus()  # at its beginning
    page.keyboard.type("So: ")
    expect(text.locator("> :first-child")).to_contain_text("So: ")
    press(page, "Save and continue editing")
    first.refresh_from_db()
    assert squeezed(first.body) == squeezed(FIRST_BODY.replace("<p>", "<p>So: ", 1))

    page.goto(change_page(other))
    text.focus()
    page.keyboard.press("Control+A")
    text.evaluate(PASTE, {"text/html": WORD})
    expect(text).not_to_contain_text("Old.")
    assert axe.violations(page, **DJANGOS) == []
    press(page, "Save and continue editing")
    other.refresh_from_db()
    assert squeezed(other.body) == squeezed(
        """<h2>Stiff neck</h2>
        <p>Keep <strong>moving</strong>, and <em>rest</em> when it hurts.</p>
        <ul><li>Walk.</li><li>Sleep.</li></ul>
        <table><tbody><tr><td>Heat</td><td>Cold</td></tr></tbody></table>
        <p><a href="https://www.nih.gov/" rel="noopener">NIH</a></p>"""
    )

    # Lists with their levels, kinds and starts, spans; and saved before the answer.
    text.focus()
    page.keyboard.press("Control+A")
    text.evaluate(PASTE, {"text/html": read("word")})
    press(page, "Save and continue editing")
    other.refresh_from_db()
    assert without_paragraphs_in_items(other.body) == squeezed(read("word.kept"))
    expect(text.locator("ol ol ol")).to_have_attribute("type", "i")
    saved = other.body
    text.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("!")
    page.keyboard.press("Backspace")
    press(page, "Save and continue editing")
    other.refresh_from_db()
    assert other.body == saved

    text.focus()
    page.keyboard.press("Control+End")
    text.evaluate(PASTE, {"text/html": "<p>See <img src=x alt='a neck'>this.</p>"})
    expect(page.get_by_text("Pictures have been left out.")).to_be_visible()
    expect(text).to_contain_text("See this.")
    page.route("**/tidy/", lambda route: route.abort())
    text.evaluate(PASTE, {"text/html": "<p>Nobody hears this.</p>"})
    expect(page.get_by_text("Nothing was pasted: no answer came.")).to_be_visible()
    expect(text).not_to_contain_text("Nobody hears")
    assert {complaint.partition(":")[0] for complaint in complaints} == {"console", "net"}
    complaints.clear()
    assert axe.violations(page, **DJANGOS) == []
