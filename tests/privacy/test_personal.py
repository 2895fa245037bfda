"""Each field in which something about a visitor can stand has a purpose, or a reason why not."""

import pytest
from django.apps import apps
from django.db.models import CharField, JSONField, TextField

from ijmsite.privacy.personal import all_personal

OFFICE = "what members of staff write as their work"
CODES = "codes of ours"
HASH = "a hash or a number made by us"
STAFF = "names and addresses of members of staff, in their accounts and beside their work"
DJANGO = "Django's own, about the code and the accounts"
# By model, or by field: why nothing about a visitor stands there.
NOT_ABOUT_VISITORS = {
    "admin.LogEntry": "who of the staff did what; `forget_names` takes out what rows were called",
    "auth": DJANGO,
    "contenttypes": DJANGO,
    "sessions": "of staff: visitors have none",
    "otp_totp": "what the phones of staff share with us, to make codes",
    "otp_static": "recovery codes of staff",
    "axes": "empty: `ijmsite.staff.locks` counts wrong passwords, by a hash",
    "staff.User": STAFF,
    "staff.AuditEvent": "without personal data of visitors: `audit.record` asks for that; reviewers"
    " by name, until `news.personal` takes it out",
    "mail.MailText": OFFICE,
    "mail.Message.key": HASH,
    "mail.Message.template": CODES,
    "mail.Message.language": CODES,
    "mail.Message.from_email": "our own address",
    "mail.Message.attachments": "files of ours",
    "mail.Message.message_id": HASH,
    "mail.Message.purpose": CODES,
    "mail.Message.state": CODES,
    "mail.Message.last_error": "classes and numbers of errors, never what a server said",
    "photos": "pictures, and the consent of those in them, which is kept by reference",
    "pages": OFFICE,
    "web.Tally": HASH,
    "privacy.Wording": OFFICE,
    "privacy.Breach": "without names or addresses of those concerned, as its form says",
    "privacy.ConfirmLink": HASH,
    "privacy.UnsubscribeLink": HASH,
    "privacy.DataLink.digest": HASH,
    "privacy.Consent.kind": CODES,
    "privacy.Consent.purpose": CODES,
    "privacy.Consent.manner": CODES,
    "privacy.Consent.recorded_by": STAFF,
    "privacy.PrivacyRequest.what": CODES,
    "privacy.PrivacyRequest.route": CODES,
    "privacy.PrivacyRequest.entered_by": STAFF,
    "privacy.PrivacyRequest.settled_by": STAFF,
    "privacy.Receipt.kind": CODES,
    "privacy.Receipt.counts": "numbers",
    "privacy.Receipt.signature": HASH,
    "news.Topic": OFFICE,
    "news.Article": OFFICE,
    "news.HistoricalArticle": OFFICE,
    "news.Redirect": OFFICE,
    "news.HistoricalRedirect": OFFICE,
    "news.Correction": OFFICE,
    "news.SearchText": OFFICE,
    "news.ReadingLink.digest": HASH,
    "news.ReadingLink.purpose": CODES,
    "news.Review.decision": CODES,
    "news.Review.fingerprint": HASH,
    "contacts.PressContact": STAFF,
    "contacts.Boilerplate": OFFICE,
    "contacts.Inquiry.reference": HASH,
    "contacts.Inquiry.digest": HASH,
    "contacts.Inquiry.status": CODES,
    "contacts.Note.by_name": STAFF,
    "fundraisers.Fundraiser.digest": HASH,
    "fundraisers.Note.by_name": STAFF,
    "fundraisers.GuideEdition": OFFICE,
}


def fields():
    """Yield every field that holds words, as its model and its name."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_fields:
            if isinstance(field, CharField | TextField | JSONField):
                yield model, field.name


def declared():
    return {(kind.model, name) for kind in all_personal() for name in kind.purposes}


def names_of(model, field):
    label = model._meta.label
    return {model._meta.app_label, label, f"{label}.{field}"}


def test_every_field_of_words_has_a_purpose_or_a_reason():
    unknown = [
        f"{model._meta.label}.{field}"
        for model, field in fields()
        if (model, field) not in declared() and not names_of(model, field) & {*NOT_ABOUT_VISITORS}
    ]

    assert not unknown, "say in a module `personal` why we keep it, or here that it is of nobody"


def test_no_reason_outlives_its_field():
    known = set().union(*(names_of(model, field) for model, field in fields()))

    assert {*NOT_ABOUT_VISITORS} <= known


def test_every_purpose_is_of_a_field_that_there_is():
    for model, name in declared():
        assert model._meta.get_field(name)


@pytest.mark.parametrize("kind", all_personal(), ids=lambda kind: kind.name)
def test_every_kind_says_when_its_rows_were_made_and_why_they_are_kept(kind):
    assert kind.model._meta.get_field(kind.made_at)
    assert all(map(str, kind.purposes.values()))


def test_no_two_kinds_have_one_name():
    names = [kind.name for kind in all_personal()]

    assert len(names) == len({*names})
