"""The life of a release, played by those who live it: a writer, a reviewer, a PR lead, a reader."""

import io
import os
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from PIL import Image, ImageDraw

from contacts.models import PressContact
from ijmsite.photos.models import Photo
from news.models import Article
from tests.browser import choose, editor, follow, until, width_of
from tests.staff.people import member

# Playwright's synchronous interface runs an event loop, in which Django refuses its ORM.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

pytestmark = [pytest.mark.ci, pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HEADLINE = "Fishing Crews of Harrow Bay Win Back Their Pay"


@pytest.fixture
def open_as(new_context, live_server):
    """Return a function that opens a browser for somebody: a member of staff, or a stranger."""

    def open_as(user=None, width=1280):
        context = new_context(viewport={"width": width, "height": 900})
        if user:
            client = Client()
            client.force_login(user)
            name = settings.SESSION_COOKIE_NAME
            context.add_cookies(
                [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
            )
        return context.new_page()

    return open_as


@pytest.fixture
def picture(tmp_path):
    image = Image.new("RGB", (900, 600), (30, 80, 120))
    ImageDraw.Draw(image).ellipse([200, 100, 700, 500], fill=(240, 200, 90))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG")
    return {"name": "harbour.jpg", "mimeType": "image/jpeg", "buffer": buffer.getvalue()}


def save(page):
    follow(page, "input[name=_continue]")
    errors = page.locator(".errorlist li")
    assert errors.count() == 0, errors.all_inner_texts()


def test_a_release_lives(open_as, live_server, picture, time_machine):
    office = ZoneInfo(settings.TIME_ZONE)
    monday = datetime(2026, 3, 2, 10, tzinfo=office)
    time_machine.move_to(monday)
    PressContact.objects.create(name="Petra Kooman", title="Director", phone="519.679.5030")
    admin = f"{live_server.url}/admin"
    reader = Client()

    # A writer brings a picture, and writes.
    writer = open_as(member("Writer", first_name="Wren"))
    writer.goto(f"{admin}/photos/photo/add/")
    writer.get_by_label("Picture:").set_input_files(picture)
    writer.get_by_label("Title:").fill("Harbor at dawn")
    writer.locator("#id_alt").fill("Boats in a harbor at dawn.")
    writer.get_by_label("Credit:").fill("Ada Roy")
    writer.locator("#id_consent_scope").select_option("not_needed")
    writer.locator("input[name=_save]").click()
    writer.get_by_text("was added successfully").wait_for()
    writer.goto(f"{admin}/news/article/add/")
    writer.locator("#id_headline").fill(HEADLINE)
    writer.locator("#id_standfirst").fill("A ledger and a patient magistrate did it.")
    editor(writer).click()
    writer.keyboard.type("Forty men came home on Sunday.")
    choose(writer, ".field-photo", "Harbor at dawn")
    until(writer, lambda: writer.input_value("#id_photo_alt"), "Boats in a harbor at dawn.")
    for question in ("name", "place", "face", "case"):
        writer.locator(f"input[name=survivor_{question}][value=no]").check()
    writer.get_by_text("End and approvals").click()
    writer.locator("#id_approvals_required").fill("1")
    writer.locator("#id_status").select_option("in_review")
    save(writer)
    article = Article.objects.get()
    photo = Photo.objects.get()
    assert article.photo == photo
    assert article.photo_alt == "Boats in a harbor at dawn."
    address = article.get_absolute_url()

    # The PR lead cannot publish yet: nobody has approved it.
    lead_user = member("PR lead", first_name="Lea")
    lead = open_as(lead_user)
    change = f"{admin}/news/article/{article.pk}/change/"
    tomorrow = monday.replace(hour=9) + timedelta(days=1)

    def schedule():
        lead.goto(change)
        lead.locator("#id_status").select_option("published")
        lead.locator("#id_publish_at_0").fill(f"{tomorrow:%Y-%m-%d}")
        lead.locator("#id_publish_at_1").fill(f"{tomorrow:%H:%M:%S}")
        follow(lead, "input[name=_continue]")

    schedule()
    assert lead.get_by_text("1 approval of exactly this text is missing.").count() > 0
    article.refresh_from_db()
    assert article.status == "in_review"

    # A reviewer without an account approves by link.
    writer.goto(f"{admin}/news/article/{article.pk}/reading-links/add/")
    writer.get_by_label("Reader's name").fill("Rosa Field")
    writer.get_by_label("Approval", exact=False).check()
    writer.get_by_role("button", name="Make the link").click()
    link = writer.locator("#made-link").input_value().replace(settings.SITE_URL, live_server.url)
    reviewer = open_as()
    reviewer.goto(link)
    assert reviewer.locator("h1").inner_text() == HEADLINE
    assert width_of(reviewer.locator("article img").first) > 0
    reviewer.get_by_role("button", name="Approve").first.click()
    reviewer.get_by_text("Thank you", exact=False).first.wait_for()

    # Now it can be scheduled; it goes live at its second, with no job running.
    schedule()
    article.refresh_from_db()
    assert article.status == "published"
    image = f"/media/{photo.pictures('webp')[0]['name']}"
    for moment, status in [(tomorrow - timedelta(seconds=1), 404), (tomorrow, 200)]:
        time_machine.move_to(moment)
        assert reader.get(address).status_code == status
        assert reader.get(image).status_code == status
    # The reviewer's link now leads to what everybody reads.
    reviewer.goto(link)
    assert reviewer.url == live_server.url + address

    # Something was wrong: the article says so.
    time_machine.move_to(tomorrow + timedelta(hours=2))
    lead.context.add_cookies(signed_in(lead_user, live_server))
    lead.goto(change)
    lead.locator("#id_standfirst").fill(
        "A ledger, a harbor master and a patient magistrate did it."
    )
    lead.locator("input[name=edit_kind][value=correction]").check()
    lead.locator("#id_correction_note").fill("An earlier version left out the harbor master.")
    # Nobody has approved the new words: it cannot wait, and the reason is kept.
    follow(lead, "input[name=_continue]")
    lead.locator("#id_override_reason").fill("A correction cannot wait for Rosa.")
    save(lead)
    page = reader.get(address).text
    assert "An earlier version left out the harbor master." in page
    assert "patient magistrate did it" in page

    # Its address changes; the old one leads to it for ever.
    lead.goto(change)
    lead.locator("#id_slug").fill("crews-win-back-their-pay")
    follow(lead, "input[name=_continue]")
    lead.locator("#id_override_reason").fill("The text is the one that stands there.")
    save(lead)
    moved = reader.get(address)
    assert (moved.status_code, moved.url) == (301, "/news/crews-win-back-their-pay/")
    assert reader.get(moved.url).status_code == 200

    # At night somebody is in danger, and the PR lead has a phone.
    phone = open_as(lead_user, width=360)
    phone.goto(f"{admin}/news/article/")
    with phone.expect_navigation():
        phone.get_by_role("button", name=f"Withdraw now: {HEADLINE}").click()
    gone = reader.get(moved.url)
    assert gone.status_code == 410
    assert HEADLINE not in gone.text
    assert reader.get(address).status_code == 410
    assert reader.get(image).status_code == 410
    assert default_storage.exists(photo.file.name)
    reviewer.goto(link)
    assert HEADLINE not in reviewer.content()
    assert timezone.now() < tomorrow + timedelta(hours=3)


def signed_in(user, live_server):
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
