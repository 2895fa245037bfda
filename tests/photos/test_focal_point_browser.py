"""Setting the focal point in a real browser, under the real policy."""

import os

import pytest
from django.conf import settings
from django.urls import reverse

from ijmsite.photos.models import Photo
from ijmsite.photos.renditions import crop_box
from tests.browser import until
from tests.staff.people import member

# Playwright's synchronous interface runs an event loop, in which Django refuses its ORM.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WATCH = """
document.addEventListener("securitypolicyviolation", (e) =>
  window.tellViolation(`${e.effectiveDirective} ${e.blockedURI}`))
"""


@pytest.fixture
def page(chromium, live_server, client):
    client.force_login(member("PR lead"))
    context = chromium.new_context(viewport={"width": 768, "height": 900}, base_url=live_server.url)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    wrong = []
    context.expose_binding("tellViolation", lambda source, text: wrong.append(text))
    context.add_init_script(WATCH)
    context.on("weberror", lambda error: wrong.append(str(error.error)))
    page = context.new_page()
    yield page
    context.close()
    assert wrong == []


def point(page):
    return page.input_value("#id_focal_x"), page.input_value("#id_focal_y")


def click_at(page, x, y):
    """Click the picture at `x`, `y` percent of it."""
    stage = page.locator(".focal__stage")
    stage.scroll_into_view_if_needed()
    box = stage.bounding_box()
    stage.click(position={"x": box["width"] * x / 100, "y": box["height"] * y / 100})


def shown_position(page, shape):
    frame = page.locator(f".focal__frame[data-shape='{shape}'] > *")
    return frame.evaluate("e => e.style.objectPosition.split(' ').map(parseFloat)")


def test_is_set_by_click_by_keys_and_by_numbers(page, stored, picture):
    photo = stored(picture((600, 200)))
    page.goto(reverse("admin:photos_photo_change", args=[photo.pk]))
    marker = page.locator(".focal__marker")
    assert marker.evaluate("e => [e.style.left, e.style.top]") == ["50%", "50%"]

    click_at(page, 20, 75)
    assert point(page) == ("20", "75")
    assert marker.evaluate("e => e === document.activeElement")

    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    assert point(page) == ("19", "100")
    assert marker.get_attribute("role") == "slider"
    said = marker.get_attribute("aria-valuetext")
    assert said == "19 percent from the left, 100 percent from the top"

    page.fill("#id_focal_y", "30")
    page.fill("#id_focal_x", "90")
    assert marker.evaluate("e => [e.style.left, e.style.top]") == ["90%", "30%"]
    page.fill("#id_focal_x", "900")
    assert marker.evaluate("e => e.style.left") == "100%"
    page.fill("#id_focal_x", "90")

    # The previews show what the server cuts.
    for shape in ("1200 630", "16 9", "4 3", "1 1"):
        left, top, right, bottom = crop_box((600, 200), tuple(map(int, shape.split())), (90, 30))
        expected = [100 * left / (600 - right + left), 50]
        assert shown_position(page, shape) == pytest.approx(expected, abs=0.01)
        assert (top, bottom) == (0, 200)

    page.click("[name=_save]")
    page.wait_for_url("**/admin/photos/photo/")
    again = Photo.objects.get()
    assert again.focal_point == (90, 30)
    assert again.card["name"] != photo.card["name"]


@pytest.mark.audit
def test_is_set_before_a_picture_is_uploaded(page, picture):
    page.goto(reverse("admin:photos_photo_add"))
    assert page.locator(".focal").count() == 0
    page.set_input_files(
        "#id_upload",
        {"name": "x.txt", "mimeType": "text/plain", "buffer": b"no picture"},
    )
    content = picture((600, 200))
    page.set_input_files(
        "#id_upload", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": content}
    )
    page.wait_for_selector(".focal canvas")
    assert page.locator(".focal__stage").count() == 1
    click_at(page, 10, 50)
    assert point(page) == ("10", "50")
    assert shown_position(page, "1 1") == [0, 50]

    # The alternative text is missing: the picture need not be chosen a second time.
    page.fill("#id_title", "Red and blue")
    page.fill("#id_credit", "Ada Roy")
    page.select_option("#id_consent_scope", "not_needed")
    page.click("[name=_save]")
    page.wait_for_selector(".field-alt.errors")
    assert "you need not choose it again" in page.inner_text(".field-upload")
    page.fill("#id_alt", "A red half and a blue half.")
    page.click("[name=_save]")
    page.wait_for_url("**/admin/photos/photo/")

    photo = Photo.objects.get()
    assert (photo.width, photo.focal_point) == (600, (10, 50))


# The first picture is read when the second one has been.
READ_THE_FIRST_LAST = """() => {
  const read = window.createImageBitmap
  let first = true
  window.createImageBitmap = async (...asked) => {
    const pixels = await read(...asked)
    if (first) {
      first = false
      await new Promise((later) => (window.goOn = later))
    }
    return pixels
  }
}"""


@pytest.mark.audit
def test_shows_the_picture_that_was_chosen_last(page, picture):
    page.goto(reverse("admin:photos_photo_add"))
    page.evaluate(READ_THE_FIRST_LAST)

    def upload(size):
        content = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": picture(size)}
        page.set_input_files("#id_upload", content)

    upload((600, 200))
    until(page, lambda: page.evaluate("'goOn' in window"))
    upload((200, 600))
    canvas = page.locator(".focal__stage canvas")
    canvas.wait_for()
    page.evaluate("goOn()")

    assert canvas.evaluate("e => e.height > e.width")
