"""A picture from the editor's computer to a reader's phone."""

from django.core.cache import cache
from django.utils.html import escape
from playwright.sync_api import expect

from clinic.staff.tests.browser.test_desk import look
from clinic.staff.tests.browser.walking import sign_in
from clinic.staff.tests.people import with_password
from content.tests.browser.test_editor import PASTE, press
from content.tests.pages import change_page
from content.tests.test_pictures import SVG, plain, written


def test_from_upload_to_reading(page, editor, make_article, now, axe, complaints):
    cache.clear()
    page.emulate_media(color_scheme="dark")
    page.goto("/admin/content/picture/add/")
    sign_in(page, with_password(editor))
    expect(page.get_by_role("heading", name="Add picture")).to_be_visible()
    look(axe, page, complaints)

    page.get_by_label("What it shows").fill("A hand on a back")
    page.get_by_label("Picture:").set_input_files(
        {"name": "a.png", "mimeType": "image/png", "buffer": SVG},
    )
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("no picture of a kind that can be shown")).to_be_visible()
    look(axe, page, complaints)

    page.get_by_label("Picture:").set_input_files(
        {"name": "a.png", "mimeType": "image/png", "buffer": written(plain(1600, 900), "PNG")},
    )
    page.get_by_role("button", name="Save", exact=True).click()
    row = page.locator("#result_list").get_by_role("link", name="A hand on a back")
    expect(row).to_be_visible()
    look(axe, page, complaints)
    row.click()
    expect(page.locator(".readonly img")).to_be_visible()
    look(axe, page, complaints)

    code = page.locator(".readonly code").inner_text()
    article = make_article(slug="backs", body="<p>Lean.</p>")
    page.goto(change_page(article))
    text = page.get_by_role("textbox", name="Text", exact=True)
    text.focus()
    page.keyboard.press("Control+End")
    text.evaluate(PASTE, {"text/plain": code, "text/html": f"<code>{escape(code)}</code>"})
    figure = text.locator("figure")
    assert figure.evaluate("figure => getComputedStyle(figure, '::before').content") == '"A hand on a back"'
    text.locator("figcaption").click()
    page.keyboard.type("By hand.")
    press(page, "Save and continue editing")
    article.refresh_from_db()
    assert article.body == f"<p>Lean.</p>{code.replace('></figc', '>By hand.</figc')}"

    page.set_viewport_size({"width": 360, "height": 640})
    page.goto("/articles/backs/")
    picture = page.get_by_role("img", name="A hand on a back")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("naturalWidth", 331)  # 92vw
    assert picture.evaluate("image => image.currentSrc.slice(-9)") == "-640.webp"
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    axe.no_violations(page)
