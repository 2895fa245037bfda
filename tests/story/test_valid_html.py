"""The W3C's validator finds nothing in any public page: filled, empty, with errors, in French.

The pages are kept in files first, so that the validator starts once.
"""

import io
import json
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError
from django.template.loader import render_to_string
from django.test import Client, override_settings
from django.urls import resolve
from django.utils import timezone, translation
from PIL import Image

from fundraisers.ideas import load_ideas
from fundraisers.services.reminders import REMINDERS
from ijmsite.mail.models import Message
from ijmsite.pages import views
from ijmsite.pages.context import site
from ijmsite.pages.models import Banner
from ijmsite.photos.store import store_files
from ijmsite.privacy import mailing
from ijmsite.privacy.purposes import PLANNING
from ijmsite.staff.services import send_invitation, send_password_reset
from ijmsite.staff.signin import signin_link
from news.filters import ArticleFilters
from news.management.commands import load_sample
from news.models import Article, ReadingLink, Topic
from news.reading.services import make_link
from news.views import busy
from tests.addresses import open_pages
from tests.conftest import JAVA, VNU
from tests.mailed import mailed_links
from tests.staff.factor.people import give_password, shown
from tests.staff.people import PASSWORD, member

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("outbox_backend"),
    pytest.mark.skipif(not VNU, reason="needs Java and, once, `make tools`"),
]

FRAME_OF = {"en": "", "fr": "/fr"}
FRAMES = FRAME_OF.values()
SAMPLE = "/news/all-hands-on-deck-to-end-trafficking-in-romania/"
OURS = {"Sec-Fetch-Site": "same-origin"}
DAY = timedelta(days=1)
# What a browser without a calendar sent is given back, so that nothing typed is lost.
GIVEN_BACK = "Bad value “x” for attribute “value” on element “input”: The literal did not satisfy"
# The validator's own advice of a smaller stack is too small. It ends before the costlier of the
# two compilers pays off.
JAVA_OPTIONS = ["-Xss4m", "-XX:TieredStopAtLevel=1"]


def validate(*files):
    """Return what the validator says about these files, a line for each error or warning."""
    command = [JAVA, *JAVA_OPTIONS, "-jar", VNU]
    command += ["--stdout", "--exit-zero-always", "--format", "json"]
    result = subprocess.run(
        [*command, *files], capture_output=True, text=True, check=True, timeout=300
    )
    return [
        f"{Path(said['url']).name}:{said.get('lastLine', 1)}: {said['message']}"
        f" – {said.get('extract', '').strip()}"
        for said in json.loads(result.stdout)["messages"]
        if said["type"] != "info" or said.get("subType") == "warning"
        if not said["message"].startswith(GIVEN_BACK)
    ]


class Reader:
    """Somebody who keeps every page in a file of its own."""

    def __init__(self, directory):
        self.directory = directory
        self.client = Client(raise_request_exception=False)
        self.views = set()

    def keep(self, name, html):
        words = "".join(letter if letter.isalnum() else "-" for letter in name)[:120].strip("-")
        number = len(list(self.directory.iterdir()))
        (self.directory / f"{number:03}-{words}.html").write_text(html)

    def see(self, path, status=200, data=None, **headers):
        """Keep the page at `path`, or what answers `data` there."""
        if data is None:
            response = self.client.get(path, headers=headers)
        else:
            response = self.client.post(path, data, headers=headers or OURS)
        assert (path, response.status_code) == (path, status)
        assert response["Content-Type"] == "text/html; charset=utf-8"
        if status < 400:
            with translation.override("fr" if path.startswith("/fr/") else "en"):
                self.views.add(response.resolver_match.view_name)
        self.keep(f"{path} {'posted ' * (data is not None)}{status}", response.text)

    def see_in_each_language(self, *paths, **what):
        for frame in FRAMES:
            for path in paths:
                self.see(frame + path, **what)


@pytest.fixture
def reader(tmp_path):
    directory = tmp_path / "pages"
    directory.mkdir()
    return Reader(directory)


@pytest.fixture
def load(monkeypatch):
    """Return a function that loads the sample newsroom, each picture a small one."""

    def store_small_file(photo, file):
        buffer = io.BytesIO()
        Image.new("RGB", (64, 48), (30, 80, 120)).save(buffer, "JPEG")
        store_files(photo, buffer)

    monkeypatch.setattr(load_sample, "store_files", store_small_file)
    return lambda: call_command("load_sample")


def see_an_empty_site(reader):
    reader.see_in_each_language("/", "/news/", "/news/?q=boats", "/press/", "/press/thanks/")


def see_articles(reader):
    for article in Article.objects.published():
        reader.see(f"{FRAME_OF[article.language]}/news/{article.slug}/")
        reader.see(f"{FRAME_OF[article.language]}/news/{article.slug}/text/")

    article = Article.objects.get(slug=SAMPLE.split("/")[2])
    article.content_note = "It tells of forced labour."
    article.photo = None
    article.save()
    article.corrections.create(note="The sum was wrong.", made_at=timezone.now() - DAY)
    reader.see_in_each_language(SAMPLE, f"{SAMPLE}text/")

    reader.see_in_each_language(
        "/news/?before=20260101T000000.000000-1", "/news/?q=harbour", "/news/?q=boat%22%3E%3Cb%3E"
    )
    reader.see_in_each_language("/news/?q=xyzzy&year=abc", "/news/?language=fr", "/news/?q=harbuor")
    Topic.objects.create(slug="empty", name="Nothing yet", name_fr="Rien encore")
    for slug in Topic.objects.values_list("slug", flat=True):
        reader.see_in_each_language(f"/news/topics/{slug}/")
    reader.see_in_each_language("/news/topics/empty/?q=x")


def see_pages(reader):
    reader.see_in_each_language("/", "/privacy/", "/accessibility/", "/fundraise/guide/")
    reader.see_in_each_language("/press/", f"/press/?article={SAMPLE}", "/fundraise/")
    reader.see_in_each_language("/press/thanks/?reference=M-7KQ2XF", "/fundraise/thanks/")
    reader.see_in_each_language(*(f"/fundraise/ideas/{slug}/" for slug in load_ideas("en")))
    reader.see_in_each_language("/fundraise/?idea=run", "/fundraise/plan/")
    event = {"title": 'A "dip" & more', "event_date": timezone.localdate() + DAY, "place": "<b>"}
    reader.see_in_each_language("/fundraise/plan/", data=event | {"starts_at": "10:30"})
    reader.see_in_each_language("/fundraise/plan/", data={"title": "<b>", "event_date": "x"})
    reader.see_in_each_language("/unsubscribe/x/", "/me/x/", status=404)
    links = mailed_links()
    reader.see_in_each_language(*links.values())
    reader.see_in_each_language(links["me_correct"], data={"name": "<b>", "email": "x"})
    reader.keep("download", reader.client.get(links["me"] + "my-data.html").text)
    reader.see_in_each_language("/me/", "/me/sent/", "/me/deleted/?receipt=12")
    reader.see_in_each_language("/me/", data={"email": "x"})
    wrong = {"email": 'no "address"', "deadline": "x", "event_date": "x", "phone": "<b>"}
    reader.see_in_each_language("/press/", "/fundraise/", data=wrong)
    reader.see_in_each_language("/press/", "/fundraise/", data={})
    strange = {"Sec-Fetch-Site": "cross-site"}
    reader.see_in_each_language("/press/", "/fundraise/", data=wrong, status=403, **strange)
    Banner.objects.update(ends_at=None, terms="")
    reader.see_in_each_language("/")


def see_error_pages(reader, monkeypatch):
    reader.see_in_each_language("/nothing/", status=404)
    reader.see("/", status=400, Host="evil.example")
    Article.objects.create(
        slug="gone", headline="Gone", status="withdrawn", publish_at=timezone.now() - DAY
    )
    reader.see_in_each_language("/news/gone/", "/news/gone/text/", status=410)
    for status, failure in [(500, RuntimeError), (503, OperationalError)]:

        def fail(self, request, failure=failure, **kwargs):
            raise failure

        with monkeypatch.context() as patch:
            patch.setattr(views.HomeView, "get", fail)
            reader.see_in_each_language("/", status=status)


def see_templates_of_errors(reader, rf):
    """Keep every error page, also those that nothing but another server's rule leads to."""
    for language, frame in FRAME_OF.items():
        request = rf.get(f"{frame}/press/")
        with translation.override(language):
            request.resolver_match = resolve(request.path)
            answer = busy(request, ArticleFilters(request.GET))
            reader.keep(f"429 {language}", answer.render().text)
            for path in sorted(Path(settings.BASE_DIR, "templates").glob("[45]*.html")):
                html = render_to_string(path.name, {"request": request, **site(request)})
                reader.keep(f"{path.stem} {language}", html)


def see_reading_links(reader):
    lead = member("PR lead")
    article = Article.objects.published().filter(language="en").exclude(photo=None).first()
    article.pk, article.slug, article.publish_at = None, "soon", timezone.now() + DAY
    article.save()

    def link(purpose):
        address = make_link(article, lead, purpose=purpose, reader_name="Noor", days=7 * DAY)[1]
        return address.removeprefix(settings.SITE_URL)

    purposes = ReadingLink.Purpose
    reader.see_in_each_language(link(purposes.PREVIEW))
    embargo = link(purposes.EMBARGO)
    reader.see_in_each_language(embargo)
    reader.see_in_each_language(embargo, data={}, status=403, **{"Sec-Fetch-Site": "cross-site"})
    assert reader.client.post(embargo, headers=OURS).status_code == 303
    reader.see_in_each_language(embargo)
    approval = link(purposes.APPROVAL)
    reader.see_in_each_language(approval)
    reader.see_in_each_language(approval, data={"decision": "changes"})
    said = {"decision": "approved", "comment": "Good <b>", "fingerprint": article.fingerprint}
    assert reader.client.post(approval, said, headers=OURS).status_code == 303
    reader.see_in_each_language(approval)
    reader.see_in_each_language("/news/reading/never-was/", status=404)


def see_the_door_of_the_desk(reader):
    user = member("Writer", email="ana@newsroom.example")
    login = "/admin/login/"
    reader.see(login)
    reader.see(login, data={})
    reader.see(login, data={"username": "ana@newsroom.example", "password": "wrong"})
    reader.see("/admin/password-reset/")
    reader.see("/admin/password-reset/", data={"email": "nobody"})
    reader.see("/admin/password-reset/done/")
    reader.see("/admin/password-reset/complete/")
    for send in [send_invitation, send_password_reset]:
        send(user)
        text = Message.objects.latest("created_at").text
        line = next(line for line in text.splitlines() if "/admin/" in line)
        path = line.removeprefix(settings.SITE_URL)
        # Django hides the token: the page itself stands behind a redirect.
        page = reader.client.get(path).url
        reader.see(page)
        reader.see(page, data={"new_password1": PASSWORD, "new_password2": "other"})
        reader.see(path.replace(path.split("/")[-2], "x-y"))
    reader.see(signin_link(user).removeprefix(settings.SITE_URL))
    reader.see("/admin/sign-in/never/", status=410)
    with override_settings(SECOND_FACTOR=True):
        see_the_second_factor(reader, user)


def see_the_second_factor(reader, user):
    factor = "/admin/second-factor"
    give_password(reader.client, user)
    reader.see(f"{factor}/set-up/")
    reader.see(f"{factor}/set-up/", data={"code": "x"})
    key = reader.client.session["second_factor_key"]
    reader.client.post(f"{factor}/set-up/", {"code": shown(key)}, headers=OURS)
    reader.see(f"{factor}/codes/")
    reader.see(f"{factor}/own/")
    for page in ["new-codes", "new-phone"]:
        reader.see(f"{factor}/{page}/")
        reader.see(f"{factor}/{page}/", data={"password": "wrong", "code": "x"})
    reader.see(f"{factor}/new-phone/", data={"password": PASSWORD})
    reader.client.logout()
    give_password(reader.client, user)
    for page in ["", "recovery/"]:
        reader.see(f"{factor}/{page}")
        reader.see(f"{factor}/{page}", data={"code": "x"})
    reader.client.logout()


def see_mails(reader, signup_data):
    for frame in FRAMES:
        for consent in [{}, {"news_consent": "on"}]:
            data = {**signup_data, **consent, "email": f"a{len(frame + str(consent))}@x.example"}
            response = reader.client.post(f"{frame}/fundraise/", data, headers=OURS)
            assert response.status_code == 303
        for reminder in REMINDERS:
            mailing.enqueue(
                reminder.template,
                to="amina@supporter.example",
                purpose=PLANNING,
                context={"event_date": timezone.localdate()},
                language=frame.strip("/") or "en",
                key=f"{reminder.name}{frame}",
            )
    mails = Message.objects.exclude(html="")
    assert mails.filter(template="fundraisers/email/welcome").count() == 4
    for mail in mails:
        reader.keep(f"mail {mail.template}", mail.html)


def test_every_public_page_is_valid_html(reader, load, monkeypatch, rf, signup_data):
    see_an_empty_site(reader)
    load()
    see_pages(reader)
    see_articles(reader)
    see_error_pages(reader, monkeypatch)
    see_templates_of_errors(reader, rf)
    see_reading_links(reader)
    see_the_door_of_the_desk(reader)
    see_mails(reader, signup_data)

    assert open_pages() == reader.views - {"admin:login"}
    found = validate(*sorted(reader.directory.iterdir()))
    assert not found, "\n".join(found)


def test_the_validator_finds_what_is_wrong(tmp_path):
    page = tmp_path / "wrong.html"
    page.write_text(
        '<!doctype html><html lang="en"><title>Wrong</title><main>'
        "\n<ul><p>No item</p></ul></main></html>"
    )
    found = validate(page)

    assert [line.partition(": ")[0] for line in found] == ["wrong.html:2"] * len(found)
    assert any("“p” not allowed as child of element “ul”" in line for line in found)
