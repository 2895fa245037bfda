"""An erasure is of one whole address: nothing of others goes, and nothing that waits for them."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django.utils.html import escape
from model_bakery import baker

from contacts.models import Inquiry, PressContact
from fundraisers.models import Fundraiser
from fundraisers.services import desk
from ijmsite import mail
from ijmsite.mail.models import Message
from ijmsite.mail.personal import delete_about
from ijmsite.privacy import erasure, me, requests, subject
from ijmsite.privacy.addresses import full_address
from ijmsite.privacy.models import PrivacyRequest, Receipt, hash_address
from ijmsite.privacy.personal import all_personal, mails_to_people
from ijmsite.staff.models import AuditEvent, User
from news.models import Article
from tests.staff.people import member

from .people import AMINA, link_for, mails_to, signed_up, wrote

pytestmark = pytest.mark.django_db
REQUESTS = "/admin/privacy/privacyrequest/"
TEMPLATES = Path(__file__).parents[2] / "templates"
NO_ADDRESS = ["", " ", "x.example", "@x.example", "a@localhost", "a@x.example, b@x.example", "%"]


def asked(what, hours_ago=0, email=AMINA):
    received_at = timezone.now() - timedelta(hours=hours_ago)
    return requests.enter(what=what, route="phone", email=email, received_at=received_at, by="Ana")


def ended():
    Message.objects.update(state="sent", ended_at=timezone.now())


def named_about(address):
    return {*subject.export(address, searched=True)["data"]}


# What an address is


@pytest.mark.parametrize("value", NO_ADDRESS)
def test_whatever_is_not_one_address_is_refused_everywhere(
    value, post_signup, signup_data, post_inquiry, inquiry_data
):
    wrote(post_inquiry, inquiry_data)
    signed_up(post_signup, signup_data)
    ended()
    before = Message.objects.count()

    entries = [
        lambda: erasure.erase(value, None),
        lambda: erasure.count(value),
        lambda: erasure.leftovers(value),
        lambda: subject.export(value),
        lambda: subject.export_html(value),
        lambda: subject.is_known(value),
        lambda: [*subject.sections(value)],
        lambda: me.send_link(value, "en"),
        lambda: asked("access", email=value),
        *[lambda kind=kind: kind.of(value) for kind in all_personal()],
    ]
    for entry in entries:
        with pytest.raises(ValueError, match="exactly one"):
            entry()
    for command in [["subject_export", value], ["subject_erase", value]]:
        with pytest.raises(CommandError):
            call_command(*command)

    assert Message.objects.count() == before
    assert not Receipt.objects.exists()


def test_a_refusal_does_not_repeat_what_was_typed():
    with pytest.raises(ValueError, match="^(?!.*canary)"):
        full_address("canary@localhost")


def test_a_receipt_of_nothing_erases_nothing(post_inquiry, inquiry_data):
    baker.make(Fundraiser, email="")
    wrote(post_inquiry, inquiry_data)
    receipt = Receipt(kind="erasure", address_hash=hash_address(""))
    receipt.signature = receipt.signed()
    receipt.save()

    assert erasure.replay() == {}
    assert Fundraiser.objects.exists()


# Somebody else's address that ends, or begins, in the same way

OTHERS = [
    ("than@example.org", "jonathan@example.org"),
    ("reporter@globe.co", "reporter@globe.com"),
    ("reporter@globe.com", "reporter@globe.com.au"),
    ("roy@globe.com", "ana.roy@globe.com"),
    ("tag@globe.com", "ana+tag@globe.com"),
    ("brien@globe.com", "o'brien@globe.com"),
    ("a_a@globe.com", "aba@globe.com"),
]


@pytest.mark.parametrize(("mine", "theirs"), OTHERS)
def test_nothing_of_another_address_is_shown_or_erased(
    mine, theirs, post_signup, signup_data, post_inquiry, inquiry_data
):
    signed_up(post_signup, signup_data, email=theirs)
    wrote(post_inquiry, inquiry_data, email=theirs)
    article = baker.make(Article, body=f"<p>Write to {theirs}, please.</p>", status="draft")
    article.body = "<p>Write to us.</p>"
    article.save()
    ended()
    before = Message.objects.count()

    assert named_about(mine) == set()
    assert {"messages_about", "revisions"} <= named_about(theirs)
    erasure.erase(mine, None)

    assert Message.objects.count() == before
    assert article.history.filter(body__contains=theirs).exists()
    assert {"messages_about", "revisions"} <= named_about(theirs)


@pytest.mark.parametrize(
    "said",
    [
        "{}",
        "Write to {}.",
        "&lt;{}&gt;",
        '<a href="mailto:{}" rel="noopener noreferrer">x</a>',
        "({}), or",
        "by mail:{}; or",
        "'{}'",
        "{}\nAna",
    ],
)
def test_a_whole_address_is_found_wherever_it_stands(said):
    article = baker.make(Article, body=said.format(AMINA.upper()), status="draft")
    article.body = ""
    article.save()

    erasure.erase(AMINA, None)

    [former, _now] = article.history.order_by("history_id")
    assert former.body == said.format("[erased]")


@pytest.mark.parametrize("field", ["html", "text", "subject", "headers", "reply_to"])
def test_an_address_with_a_quotation_mark_is_no_part_of_another(field):
    theirs = "o'brien@globe.com"
    said = {"html": f"<p>{escape(theirs)}</p>", "headers": {"X": theirs}, "reply_to": [theirs]}
    baker.make(
        Message,
        **{"reply_to": [], "headers": {}, "attachments": []} | {field: said.get(field, theirs)},
        to="press@x.example",
        state="sent",
        ended_at=timezone.now(),
    )

    assert named_about("brien@globe.com") == set()
    assert named_about(theirs) == {"messages_about"}


# The office's mail


def test_every_mail_is_to_people_or_to_the_office():
    office = {
        *("contacts/email/assigned", "contacts/email/escalation", "contacts/email/flood"),
        *("contacts/email/inquiry", "contacts/email/quarantine"),
        *("fundraisers/email/flood", "fundraisers/email/morning", "fundraisers/email/signup_note"),
        *("mail/email/words_failed", "news/email/in_review", "news/email/review"),
        *("staff/email/invitation", "staff/email/password_reset", "staff/email/stopped"),
        "staff/email/wrong_codes",
    }
    subjects = TEMPLATES.glob("*/email/*_subject.txt")
    known = {str(path.relative_to(TEMPLATES))[: -len("_subject.txt")] for path in subjects}

    assert known == office | {*mails_to_people()}


def test_news_for_a_press_contact_without_an_account_are_not_lost(
    client, post_inquiry, inquiry_data, settings
):
    agency = "agency@pr.example"
    PressContact.objects.all().delete()
    baker.make(PressContact, email=agency, name="Agency", is_default=True)
    wrote(post_inquiry, inquiry_data, email="zoe@courier.example")
    assert mails_to(agency).waiting().exists()
    # It says where an answer goes: to the agency.
    mails_to("zoe@courier.example").update(state="sent", ended_at=timezone.now())
    wrote(post_inquiry, inquiry_data, email=agency)

    client.post(f"{link_for(agency, settings)}delete/")

    assert mails_to(agency).waiting().filter(template="contacts/email/inquiry").exists()
    assert mails_to("zoe@courier.example").exists()


def test_whoever_has_left_the_staff_reads_no_mail_of_the_office(
    client, settings, post_inquiry, inquiry_data
):
    former = member("PR lead")
    mail.enqueue(
        "staff/email/invitation",
        to=former.email,
        context={"link": "https://x.example/canary/", "days": 3},
        language="en",
        key="former",
    )
    User.objects.filter(pk=former.pk).update(is_active=False)

    wrote(post_inquiry, inquiry_data, email=former.email)
    path = link_for(former.email, settings)
    for page in ["", "my-data.json", "my-data.html"]:
        assert "canary" not in client.get(path + page).text
    assert "canary" in Message.objects.get(key="former").text


# Requests


def test_two_requests_to_delete_are_settled_by_one_press(client, post_signup, signup_data):
    signed_up(post_signup, signup_data, email="other@x.example")
    ended()
    before = Message.objects.count()
    first, second = asked("erase"), asked("erase", 1)
    client.force_login(member("Administrator"))

    for request in [first, second]:
        client.post(f"{REQUESTS}{request.pk}/erase/", {"is_certain": "on"})

    assert not PrivacyRequest.objects.open().exists()
    assert not PrivacyRequest.objects.exclude(email="").exists()
    assert Receipt.objects.count() == 1
    assert Message.objects.count() == before


@pytest.mark.parametrize("by", [None, AuditEvent.THEMSELVES, "staff"])
def test_what_else_somebody_asked_stays_open_and_can_be_answered(client, by):
    waiting = [asked(what) for what in ("complain", "access", "correct")]
    by = member("Administrator") if by == "staff" else by

    erasure.erase(AMINA, by)

    for request in waiting:
        request.refresh_from_db()
        assert request.is_open
        assert request.email == AMINA
    client.force_login(member("Fundraising"))
    page = client.post(f"{REQUESTS}{waiting[1].pk}/link/", {"language": "en"}, follow=True)
    assert "is on its way" in page.text
    requests.settle(waiting[0], "Ana")
    assert not PrivacyRequest.objects.get(pk=waiting[0].pk).email


def test_a_step_that_needs_an_address_is_not_offered_without_one(client):
    request = asked("erase")
    PrivacyRequest.objects.update(email="")
    administrator = member("Administrator")
    client.force_login(administrator)

    page = client.get(f"{REQUESTS}{request.pk}/change/").text
    assert f"{REQUESTS}{request.pk}/erase/" not in page
    assert f"{REQUESTS}{request.pk}/link/" not in page
    assert f"{REQUESTS}{request.pk}/settle/" in page
    for step, data in [("erase", {"is_certain": "on"}), ("link", {"language": "en"})]:
        assert client.post(f"{REQUESTS}{request.pk}/{step}/", data).status_code < 500
    assert not Receipt.objects.exists()
    assert not Message.objects.exists()


# After a restore


def test_a_forged_receipt_erases_nothing_and_is_named(post_signup, signup_data):
    signed_up(post_signup, signup_data)
    forged = Receipt.objects.create(
        kind="erasure", address_hash=hash_address(AMINA), signature="0" * 64
    )

    with pytest.raises(CommandError, match=rf"changed.* {forged.pk}\."):
        call_command("subject_erase", "--replay", stdout=io.StringIO())
    assert Fundraiser.objects.exists()


def test_whoever_got_an_erased_address_later_stays(client, post_inquiry, inquiry_data, settings):
    inquiry = wrote(post_inquiry, inquiry_data, email="old@x.example")
    inquiry.notes.create(text="A note.", by_name="Ana")
    erasure.erase(AMINA, None)
    path = link_for("old@x.example", settings)
    data = {"name": "Amina", "outlet": "", "email": AMINA, "phone": ""}
    client.post(f"{path}inquiries/{inquiry.pk}/", data)

    erasure.replay()

    assert Inquiry.objects.get().email == AMINA
    assert inquiry.notes.exists()


def test_whom_staff_gave_an_erased_address_later_stays(post_signup, signup_data):
    sign_up = signed_up(post_signup, signup_data, email="old@x.example")
    erasure.erase(AMINA, None)
    assert desk.send_again(sign_up, AMINA, member("Fundraising"), sign_up.welcome_id)

    erasure.replay()

    assert Fundraiser.objects.get().email == AMINA


# Files


def test_the_files_of_mails_go_with_them(post_inquiry, inquiry_data, settings):
    wrote(post_inquiry, inquiry_data)
    wrote(post_inquiry, inquiry_data, email="zoe@courier.example")
    call_command("deliver_mail", "--once", verbosity=0)
    files = Path(settings.MAIL_FILE_DIR)
    assert any(AMINA in file.read_text() for file in files.glob("*.eml"))

    erasure.erase(AMINA, None)

    assert not any(AMINA in file.read_text() for file in files.glob("*.eml"))
    assert any("zoe@courier.example" in file.read_text() for file in files.glob("*.eml"))


def test_says_that_an_address_still_stands_in_files(settings):
    files = Path(settings.MAIL_FILE_DIR)
    files.mkdir()
    (files / "old.eml").write_text(f"To: {AMINA}\n")

    assert erasure.leftovers(AMINA) == [(str(files), "eml", 1)]


def test_the_mails_about_the_first_are_not_those_about_the_tenth():
    with pytest.raises(ValueError, match="colon"):
        delete_about("review:1")
