"""The checks beside the form follow what is typed, and signing off loses nothing of it."""

from playwright.sync_api import expect

from clinic.staff.tests.browser.walking import let_in
from clinic.tests.browser.looking import DJANGOS
from content.models import SignOff

BODY = "<p>We guarantee relief. Move it a bit. Rest it a bit.</p>"


def look(axe, page):
    assert axe.violations(page, **DJANGOS) == []


def test_checks_while_writing(page, live_server, axe, editor, make_article, now):
    article = make_article(title="A stiff neck", summary="What helps.", body=BODY)
    let_in(page.context, editor, live_server.url)
    page.set_viewport_size({"width": 1400, "height": 900})
    page.goto(f"/admin/content/article/{article.pk}/change/")
    panel = page.get_by_role("complementary", name="Before you publish")
    found = panel.locator("#checks-found")
    behind = panel.get_by_text("The checks are behind")
    title = page.locator("#id_title")
    expect(found.get_by_text("1 thing holds publishing.")).to_be_visible()

    title.fill("Our specialists")

    expect(found.get_by_text("2 things hold publishing.")).to_be_visible()
    expect(page.locator("#checks-said")).to_contain_text("2 things hold publishing.")
    expect(found.get_by_text("Save it, then somebody can sign it off.")).to_have_count(1)
    look(axe, page)
    page.emulate_media(color_scheme="dark")
    look(axe, page)

    found.get_by_role("button", name="Sign off: We guarantee relief.").click()

    expect(found.get_by_text("Eddie Page, June 1, 2026, 10 a.m.")).to_be_visible()
    expect(found.get_by_text("1 thing holds publishing.")).to_be_visible()
    expect(page.get_by_role("button", name="Check the text")).to_be_focused()
    expect(title).to_have_value("Our specialists")

    # As after the session has ended: the page of the sign-in is no answer.
    page.route("**/article/check/", lambda route: route.fulfill(body="<h1>Sign in</h1>"), times=1)
    title.fill("A stiff neck?")
    expect(behind).to_be_visible()
    page.get_by_role("button", name="Check the text").click()
    expect(found.get_by_text("Nothing holds publishing.")).to_be_visible()
    expect(behind).to_be_hidden()

    # What is typed is not what would be published.
    asked = []

    def stay(dialog):
        asked.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)
    page.get_by_role("button", name="Back to draft").click()
    expect(title).to_have_value("A stiff neck?")
    assert asked == ["beforeunload"]

    page.set_viewport_size({"width": 320, "height": 700})
    look(axe, page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    article.refresh_from_db()
    assert (article.title, article.state) == ("A stiff neck", "published")
    assert SignOff.objects.get().signed_by == editor
