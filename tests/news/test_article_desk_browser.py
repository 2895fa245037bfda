"""A PR officer's way through the desk, in a real browser under the real policy."""

import io
import os
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from PIL import Image, ImageDraw

from ijmsite.photos.models import Photo
from ijmsite.photos.store import store_photo
from news.forms import SURVIVOR_QUESTIONS
from news.models import Article
from tests.browser import choose, editor, follow, until, width_of

# Playwright's synchronous interface runs an event loop, in which Django refuses its ORM.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "correct horse battery"
WATCH = """
document.addEventListener("securitypolicyviolation", (e) =>
  window.tellViolation(`${e.effectiveDirective} ${e.blockedURI} on ${location.pathname}`))
"""


def jpeg():
    image = Image.new("RGB", (900, 600), (30, 80, 120))
    ImageDraw.Draw(image).ellipse([200, 100, 700, 500], fill=(240, 200, 90))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG")
    return buffer.getvalue()


@pytest.fixture
def violations():
    return []


@pytest.fixture
def complaints():
    return []


@pytest.fixture
def context(chromium, violations, complaints):
    context = chromium.new_context(
        viewport={"width": 1280, "height": 1000}, timezone_id="America/Toronto"
    )
    context.expose_binding("tellViolation", lambda source, text: violations.append(text))
    context.add_init_script(WATCH)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    context.on("dialog", lambda dialog: (complaints.append("dialog"), dialog.dismiss()))
    yield context
    context.close()


@pytest.fixture
def page(context, live_server, django_user_model):
    """Return a page on which a PR officer has signed in."""
    django_user_model.objects.create_superuser("pat@s.example", PASSWORD)
    page = context.new_page()
    page.goto(f"{live_server.url}/admin/")
    page.fill("[name=username]", "pat@s.example")
    page.fill("[name=password]", PASSWORD)
    page.click("[type=submit]")
    page.wait_for_selector("#user-tools")
    return page


@pytest.fixture
def photo(transactional_db):
    return store_photo(
        io.BytesIO(jpeg()), title="Lighthouse", alt="A lighthouse.", credit="Ada Roy"
    )


def text_of(editor):
    return editor.evaluate("e => e.innerHTML")


def add_picture(page):
    with page.expect_popup() as opened:
        page.click("#add_id_photo")
    popup = opened.value
    popup.set_input_files("#id_upload", {"name": "IMG_1.jpg", "mimeType": "", "buffer": jpeg()})
    popup.fill("#id_title", "The harbor")
    popup.fill("#id_alt", "A yellow sun over a blue harbor.")
    popup.fill("#id_credit", "Ada Roy")
    popup.select_option("#id_consent_scope", "not_needed")
    with popup.expect_event("close"):
        popup.click("[name=_save]")
    page.wait_for_selector(".field-photo .select2-selection__rendered[title='The harbor']")


@pytest.mark.audit
def test_writes_an_article_with_a_picture_and_publishes_it(
    page, context, chromium, live_server, press_contact, topic, violations, complaints
):
    page.click(".model-article .addlink >> nth=0")
    page.fill("#id_headline", "Boats for the Harbor Watch")
    page.locator("#id_headline").press("Tab")
    assert page.input_value("#id_slug") == "boats-for-the-harbor-watch"
    page.fill("#id_standfirst", "Four new boats began their patrols.")

    editor(page)
    page.click("label[for=id_body]")
    keyboard = page.keyboard
    keyboard.type("What changed")
    page.click(".prose-menubar button[aria-label='Heading']")
    assert page.get_attribute("button[aria-label='Heading']", "aria-pressed") == "true"
    keyboard.press("Enter")
    keyboard.type("The boats sail at ")
    keyboard.press("Control+b")
    keyboard.type("dawn")
    keyboard.press("Control+b")
    keyboard.press("Enter")
    keyboard.type("- One")
    keyboard.press("Enter")
    keyboard.type("Two")
    page.dblclick(".ProseMirror strong")
    page.click(".prose-menubar button[aria-label^='Link']")
    page.get_by_label("Web address").fill("https://www.example.org/boats")
    keyboard.press("Enter")
    page.wait_for_selector(".ProseMirror a")

    add_picture(page)
    until(page, lambda: page.input_value("#id_photo_alt"), "A yellow sun over a blue harbor.")
    page.check(f"#id_topics input[value='{topic.pk}']")
    for question in SURVIVOR_QUESTIONS:
        page.check(f"input[name={question}][value=no]")
    page.select_option("#id_status", "published")
    page.get_by_role("button", name="Publish now", exact=True).click()
    page.wait_for_selector(".messagelist")

    article = Article.objects.get()
    assert article.is_published
    assert article.press_contact == press_contact
    assert article.body == (
        "<h2>What changed</h2><p>The boats sail at "
        '<a href="https://www.example.org/boats" rel="noopener noreferrer">'
        "<strong>dawn</strong></a></p><ul><li><p>One</p></li><li><p>Two</p></li></ul>"
    )
    page.click(f".messagelist a[href='{article.get_absolute_url()}']")
    assert "Boats for the Harbor Watch" in page.inner_text("h1")

    reader = chromium.new_context()
    public = reader.new_page()
    public.goto(live_server.url + article.get_absolute_url())
    picture = public.locator(f"img[src*='{article.photo.directory}']").first
    assert width_of(picture) > 0
    assert picture.get_attribute("alt") == "A yellow sun over a blue harbor."
    assert reader.cookies() == []
    reader.close()
    assert (violations, complaints) == ([], [])


@pytest.mark.audit
def test_everything_works_under_the_policy(
    page, live_server, make_article, photo, topic, violations, complaints
):
    article = make_article(status="draft", publish_at=None)
    for path in [
        "/admin/news/article/",
        f"/admin/news/article/{article.pk}/history/",
        f"/admin/news/article/{article.pk}/delete/",
        "/admin/news/topic/add/",
        "/admin/photos/photo/",
        "/admin/photos/photo/add/",
        f"/admin/photos/photo/{photo.pk}/change/",
        f"/admin/photos/photo/{photo.pk}/delete/",
    ]:
        page.goto(live_server.url + path)
        page.wait_for_load_state("networkidle")

    page.goto(f"{live_server.url}/admin/news/article/{article.pk}/change/")
    editor(page)
    choose(page, ".field-photo", "Lighthouse", "light")
    page.click(".field-publish_at .datetimeshortcuts a:has-text('Today')")
    page.click("#clocklink0")
    page.click("#clockbox0 a:has-text('6 a.m.')")
    page.click("summary:has-text('End and approvals')")
    page.click("#calendarlink1")
    page.click("#calendarbox1 .calendarnav-next")
    page.click("#calendarbox1 td a:text-is('15')")
    page.fill("#id_unpublish_at_1", "18:30")
    page.click("[name=_continue]")
    page.wait_for_selector(".messagelist")

    article.refresh_from_db()
    assert article.photo == photo
    assert timezone.localtime(article.publish_at).hour == 6
    assert timezone.localtime(article.unpublish_at).day == 15
    assert width_of(page.locator(".field-picture img")) > 0
    assert (violations, complaints) == ([], [])

    # The watch would have seen one.
    page.evaluate(
        "() => { const s = document.createElement('style'); s.textContent = 'a{}';"
        " document.head.append(s) }"
    )
    seen = [f"style-src-elem inline on /admin/news/article/{article.pk}/change/"]
    until(page, lambda: violations, seen)


def test_the_editor_says_what_it_is(page, live_server, press_contact):
    page.goto(f"{live_server.url}/admin/news/article/add/")
    editor(page)
    textbox = page.get_by_role("textbox", name="Text:", exact=True)
    buttons = page.locator(".prose-menubar button")
    names = buttons.evaluate_all("all => all.map(e => e.getAttribute('aria-label'))")
    glyphs = buttons.evaluate_all("all => all.map(e => e.textContent)")

    assert len(names) == 27
    assert not set(names) & set(glyphs)
    # The style that the policy keeps out of the page came as a file.
    assert textbox.evaluate("e => getComputedStyle(e).whiteSpace") in {"break-spaces", "pre-wrap"}
    assert buttons.first.evaluate("e => getComputedStyle(e).fontFamily").startswith('"Material')
    until(page, lambda: page.evaluate("document.fonts.check('24px Material Icons')"))


@pytest.mark.audit
@pytest.mark.parametrize("width", [390, 768])
def test_fits_a_narrow_screen(page, live_server, make_article, photo, width):
    article = make_article(status="draft", publish_at=None, photo=photo)
    page.set_viewport_size({"width": width, "height": 900})
    for path in [
        f"/admin/news/article/{article.pk}/change/",
        f"/admin/photos/photo/{photo.pk}/change/",
        "/admin/photos/photo/add/",
    ]:
        page.goto(live_server.url + path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_an_error_keeps_what_was_written(page, live_server, press_contact):
    page.goto(f"{live_server.url}/admin/news/article/add/")
    page.fill("#id_headline", "Boats")
    editor(page)
    page.click("label[for=id_body]")
    page.keyboard.type("Do not lose this.")
    page.select_option("#id_status", "published")
    follow(page, "[name=_save]")
    page.wait_for_selector(".errornote")

    assert "There is no standfirst" in page.inner_text(".field-standfirst")
    assert text_of(editor(page)) == "<p>Do not lose this.</p>"
    assert Article.objects.count() == 0


def test_the_policy_stands_behind_the_sanitizer(
    context, live_server, make_article, monkeypatch, violations, complaints
):
    monkeypatch.setattr("news.body.CLEANER", SimpleNamespace(clean=lambda html: html))
    monkeypatch.setattr("news.body.tidy", lambda html: html)
    make_article(
        body="<p id=bad>a</p><script>alert(1)</script><img src=x onerror=alert(2)>"
        '<a id=link href="javascript:alert(3)">x</a><iframe srcdoc="<script>alert(4)</script>">'
        "</iframe><img src='https://evil.example/p.gif'>",
        publish_at=timezone.now() - timedelta(days=1),
    )
    page = context.new_page()
    hosts = set()
    page.on("response", lambda response: hosts.add(response.url.split("/")[2]))
    page.goto(f"{live_server.url}/news/all-hands/")
    page.wait_for_selector("#bad")
    page.click("#link")
    until(page, lambda: len(violations) >= 5)

    assert complaints == []
    assert hosts == {live_server.url.split("/")[2]}
    assert Photo.objects.count() == 0


def test_enter_in_the_field_of_the_time_publishes_nothing(page, draft, violations):
    ahead = timezone.now() + timedelta(days=2)
    article = draft(status="published", publish_at=ahead, photo=None)
    page.goto(f"{page.url}news/article/{article.pk}/change/")
    for name in ["publish_at_0", "publish_at_1"]:
        page.fill(f"#id_{name}", "")
    page.locator("#id_publish_at_1").press("Enter")
    page.wait_for_selector(".errornote")

    assert "You pressed Enter" in page.inner_text(".errorlist.nonfield")
    assert Article.objects.get().publish_at == article.publish_at > timezone.now()
    assert violations == []
