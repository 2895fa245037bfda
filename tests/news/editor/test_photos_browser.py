"""Photos of the library inside a text: chosen, described, moved, removed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from news.models import Article
from tests.browser import until, width_of
from tests.news.editor.hands import at_end, dialog, error, figure, save, text, tool

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_puts_a_photo_of_the_library_into_the_text(
    edit, chromium, live_server, make_photo, violations, complaints
):
    make_photo(title="Yard", alt="A yard.")
    photo = make_photo(alt="A lighthouse.", caption="Since 1858.")
    page = edit()
    keyboard = page.keyboard
    at_end(page, ".ProseMirror p >> nth=0")
    keyboard.press("Control+Alt+p")
    dialog(page).get_by_text("2 of 2 photos").wait_for()
    keyboard.type("lightho")
    dialog(page).get_by_text("1 of 1 photo").wait_for()
    dialog(page).get_by_role("button", name="Lighthouse A lighthouse.").press("Enter")
    alt = dialog(page).get_by_label("What the photo tells in this story")
    assert alt.input_value() == "A lighthouse."
    alt.fill("The lighthouse at\nHarrow  Bay.")
    keyboard.press("Tab")
    keyboard.press("Tab")
    keyboard.type("www.example.org/film")
    keyboard.press("Enter")

    image = page.locator(".photo-figure img")
    image.wait_for()
    assert width_of(image) > 0
    # The caption of the library stands there, to be changed.
    keyboard.type(" Still ")
    keyboard.press("Control+b")
    keyboard.type("lit")
    keyboard.press("Enter")
    keyboard.type("After.")
    article = save(page)
    assert article.body == (
        f'<p>One.</p><figure data-photo="{photo.pk}" data-alt="The lighthouse at Harrow Bay."'
        ' data-video="https://www.example.org/film"><figcaption>Since 1858. Still '
        "<strong>lit</strong></figcaption></figure><p>After.</p><p>Two.</p>"
    )
    assert list(article.body_photos.all()) == [photo]

    Article.objects.update(status="published", publish_at=timezone.now() - timedelta(hours=1))
    public = chromium.new_page()
    public.goto(live_server.url + article.get_absolute_url())
    shown = public.locator(".prose figure img")
    assert width_of(shown) > 0
    assert shown.get_attribute("alt") == "The lighthouse at Harrow Bay."
    link = public.get_by_role("link", name="Watch the video on example.org")
    assert link.get_attribute("href") == "https://www.example.org/film"
    public.close()
    assert (violations, complaints) == ([], [])

    # The watch would have seen one.
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    page.evaluate("document.body.append(Object.assign(new Image(), {src: 'data:,'}))")
    until(page, lambda: [said.split()[0] for said in violations], ["style-src-attr", "img-src"])


@pytest.mark.audit
def test_a_photo_in_the_text_is_described_moved_and_removed(edit, make_photo, complaints):
    photo = make_photo()
    page = edit(f"<p>One.</p><p>Two.</p>{figure(photo)}<p>Three.</p>")
    here = page.locator(".photo-figure")
    here.get_by_role("button", name="Describe this photo").click()
    alt = dialog(page).get_by_label("What the photo tells in this story")
    assert alt.input_value() == "A boat."
    alt.fill("harbour.jpg")
    dialog(page).get_by_label("Address of a video").fill("ftp://example.org")
    page.keyboard.press("Enter")
    assert "name of a file" in error(page, "What the photo tells in this story")
    assert "whole address" in error(page, "Address of a video")
    dialog(page).get_by_label("Address of a video").fill("http://example.org/film")
    dialog(page).get_by_label("It is decorative").check()
    page.keyboard.press("Enter")
    changed = figure(photo, 'data-decorative="true" data-video="https://example.org/film"')
    assert text(page) == f"<p>One.</p><p>Two.</p>{changed}<p>Three.</p>"
    assert "Decorative" in here.inner_text()

    here.get_by_role("button", name="up").click()
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("Alt+ArrowUp")
    assert text(page) == f"{changed}<p>One.</p><p>Two.</p><p>Three.</p>"
    here.get_by_role("button", name="down").press("Enter")
    assert text(page) == f"<p>One.</p>{changed}<p>Two.</p><p>Three.</p>"

    # By mouse, to the lower edge of the last paragraph.
    page.set_viewport_size({"width": 1280, "height": 1600})
    page.locator(".photo-figure img").hover()
    box = page.locator(".ProseMirror > p >> nth=2").bounding_box()
    page.mouse.down()
    page.mouse.move(box["x"] + 40, box["y"] + box["height"] - 8, steps=8)
    page.mouse.move(box["x"] + 42, box["y"] + box["height"] - 6, steps=4)
    page.mouse.up()
    until(page, lambda: text(page), f"<p>One.</p><p>Two.</p><p>Three.</p>{changed}")

    page.wait_for_timeout(600)  # What follows sooner is undone along with it.
    here.get_by_role("button", name="out of the text").click()
    assert text(page) == "<p>One.</p><p>Two.</p><p>Three.</p>"
    page.keyboard.press("Control+z")
    page.wait_for_timeout(600)
    page.locator(".photo-figure img").click()
    page.keyboard.press("Delete")
    assert text(page) == "<p>One.</p><p>Two.</p><p>Three.</p>"
    tool(page, "Undo").click()
    assert text(page) == f"<p>One.</p><p>Two.</p><p>Three.</p>{changed}"
    assert complaints == []


@pytest.mark.audit
def test_the_alternative_text_comes_in_the_language_of_the_article(edit, make_photo):
    make_photo(alt_fr="Un phare.", caption="Since 1858.", caption_fr="Depuis 1858.")
    page = edit(language="fr")
    tool(page, "Photo").click()
    dialog(page).get_by_role("button", name="Lighthouse").click()
    alt = dialog(page).get_by_label("What the photo tells in this story")
    assert alt.input_value() == "Un phare."
    page.keyboard.press("Escape")
    assert dialog(page).count() == 0
    assert text(page) == "<p>One.</p><p>Two.</p>"
    # Back where one came from.
    assert page.evaluate("document.activeElement.className").startswith("tiptap")


@pytest.mark.audit
def test_says_what_is_the_matter_with_a_photo(edit, make_photo, live_server):
    ended = make_photo(consent_expires_on=timezone.localdate() - timedelta(days=1))
    unasked = make_photo(consent_scope="")
    gone = make_photo()
    pk = gone.pk
    page = edit(figure(ended) + figure(unasked) + figure(gone, ""))
    gone.delete()
    page.reload()
    for number, note in enumerate(
        [
            "the consent for it has ended",
            "Nobody has recorded yet that the people shown agree",
            "not in the library any more",
        ]
    ):
        page.wait_for_selector(f".photo-figure >> nth={number} >> text={note}")
    said = page.locator(".photo-figure").all_inner_texts()

    href = page.get_by_role("link", name="Record it in the library").get_attribute("href")
    assert href == f"/admin/photos/photo/{unasked.pk}/change/"
    assert "Not described yet" in said[2]
    assert str(pk) in text(page)
    assert str(pk) not in save(page).body
