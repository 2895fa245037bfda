"""Editions of the guide: staff upload one, and from then on everybody gets it."""

import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from model_bakery import baker

from fundraisers.guide.checking import LARGEST
from fundraisers.models import Fundraiser, GuideEdition
from fundraisers.services.welcoming import send_welcome_again
from ijmsite.mail.mime import MissingAttachmentError, build_mail, to_bytes
from ijmsite.mail.models import MailText, Message
from tests.fundraisers.pdfs import GOOD, pdf
from tests.staff.people import member

pytestmark = pytest.mark.django_db
ADD = "/admin/fundraisers/guideedition/add/"
LIST = "/admin/fundraisers/guideedition/"


def edition(version="2027", language="en", content=GOOD):
    return GuideEdition.objects.create(
        version=version, language=language, file=ContentFile(content, f"{version}.pdf")
    )


def upload(client, content=GOOD, name="Our guide é.pdf", **fields):
    file = SimpleUploadedFile(name, content, "application/pdf")
    return client.post(ADD, {"language": "en", "version": "2027", "file": file} | fields)


def body(response):
    return b"".join(response.streaming_content)


@pytest.fixture
def fundraising(client):
    client.force_login(member("Fundraising"))
    return client


@pytest.fixture
def administrator(client):
    client.force_login(member("Administrator"))
    return client


def test_an_upload_is_handed_over_to_everybody_from_now_on(fundraising, client):
    assert upload(fundraising).status_code == 302

    response = client.get("/fundraise/guide.pdf")
    assert body(response) == GOOD
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "script-src" not in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert response["Content-Disposition"] == (
        'inline; filename="25-tips-for-the-novice-fundraiser.pdf"'
    )
    assert body(client.get("/fr/fundraise/guide.pdf")) != GOOD


def test_the_file_keeps_nothing_of_its_name_and_lies_at_no_address(fundraising, client):
    upload(fundraising)
    name = GuideEdition.objects.get().file.name

    assert re.fullmatch(r"guides/[0-9a-f]{32}\.pdf", name)
    assert client.get(f"/media/{name}").status_code == 404


def test_says_who_uploaded_it(fundraising):
    upload(fundraising)
    made = GuideEdition.objects.get()

    assert "Ana" in fundraising.get(f"{LIST}{made.pk}/history/").text


@pytest.mark.parametrize("content", [b"no", pdf(trailer=b"/Encrypt 8 0 R "), GOOD + b"x" * 1500000])
def test_a_bad_file_is_refused_beside_its_field(fundraising, content):
    response = upload(fundraising, content)

    assert response.status_code == 200
    assert response.context["adminform"].form.errors.keys() == {"file"}
    assert not GuideEdition.objects.exists()


@pytest.mark.parametrize("version", ["1", "2026", "a b", "../x", "x" * 21, "", "é", "2027/1", "."])
def test_an_edition_has_a_name_of_its_own(fundraising, version):
    edition("2026")

    response = upload(fundraising, version=version)

    assert response.status_code == 200
    assert "version" in response.context["adminform"].form.errors
    assert GuideEdition.objects.count() == 1


def test_the_same_name_may_stand_in_the_other_language(fundraising):
    edition("2027", "fr")

    assert upload(fundraising).status_code == 302


def test_each_edition_has_an_address_and_an_old_one_leads_on(client):
    assert body(client.get("/fundraise/guide/1.pdf")).startswith(b"%PDF-")
    edition("2027")
    edition("2028", content=GOOD + b"\n")

    assert body(client.get("/fundraise/guide/2028.pdf")) == GOOD + b"\n"
    for old in ("1", "2027"):
        response = client.get(f"/fundraise/guide/{old}.pdf")
        assert (response.status_code, response["Location"]) == (302, "/fundraise/guide/2028.pdf")


@pytest.mark.parametrize("version", ["2", "2027x", "..", "%00", "1.pdf", "x" * 300])
def test_an_unknown_edition_is_not_found(client, version):
    edition("2027")

    assert client.get(f"/fundraise/guide/{version}.pdf").status_code == 404


def test_an_edition_of_the_other_language_is_not_found(client):
    edition("2027", "fr")

    assert client.get("/fundraise/guide/2027.pdf").status_code == 404
    assert body(client.get("/fr/fundraise/guide/2027.pdf")) == GOOD


def test_the_page_says_which_edition_it_is(client):
    assert "Edition 1" in client.get("/fundraise/guide/").text
    edition("2027")

    said = client.get("/fundraise/guide/").text
    assert "The PDF is edition 2027." in said
    assert "edition 1" in said


def test_a_file_that_is_gone_breaks_no_page(client):
    edition("2027").file.storage.delete(GuideEdition.objects.get().file.name)

    assert client.get("/fundraise/guide/").status_code == 200
    assert client.get("/fundraise/guide.pdf").status_code == 404


def test_the_welcome_brings_the_current_edition_and_the_sign_up_says_which(
    post_signup, signup_data
):
    stored = edition("2027")

    post_signup(signup_data)

    message = Message.objects.get(template="fundraisers/email/welcome")
    assert message.attachments[0]["path"] == stored.file.name
    assert message.attachments[0]["name"] == "25-tips-for-the-novice-fundraiser.pdf"
    assert Fundraiser.objects.get().guide_version == "2027"
    [attached] = build_mail(message).attachments
    assert attached.content == GOOD


def test_a_welcome_whose_guide_is_missing_is_kept(post_signup, signup_data):
    stored = edition("2027")
    post_signup(signup_data)
    message = Message.objects.get(template="fundraisers/email/welcome")
    stored.file.storage.delete(stored.file.name)

    with pytest.raises(MissingAttachmentError):
        build_mail(message)


def test_sending_again_brings_the_edition_of_that_day(post_signup, signup_data):
    post_signup(signup_data)
    fundraiser = Fundraiser.objects.get()
    first = fundraiser.welcome
    edition("2027")

    send_welcome_again(fundraiser)
    send_welcome_again(fundraiser)

    fundraiser.refresh_from_db()
    assert fundraiser.guide_version == "2027"
    assert fundraiser.welcome != first
    welcomes = Message.objects.filter(template="fundraisers/email/welcome")
    assert welcomes.count() == 3
    assert fundraiser.welcome.at_most_every is None
    assert fundraiser.welcome.key.startswith(f"fundraiser:{fundraiser.pk}:welcome:")


def test_the_list_marks_the_current_one(fundraising):
    edition("2026")
    edition("2027")

    html = fundraising.get(LIST).text

    assert html.count("Current: goes to whoever signs up") == 1
    assert html.count("Replaced") == 1


def test_nobody_changes_an_edition(administrator):
    stored = edition()

    response = administrator.post(f"{LIST}{stored.pk}/change/", {"version": "1999"})

    assert response.status_code == 403
    assert GuideEdition.objects.get().version == "2027"


def test_an_edition_that_mails_still_bring_is_not_deleted(
    administrator, post_signup, signup_data, django_capture_on_commit_callbacks
):
    stored = edition()
    storage, name = stored.file.storage, stored.file.name
    post_signup(signup_data)
    delete = f"{LIST}{stored.pk}/delete/"

    assert "Mails that wait bring along" in administrator.get(delete).text
    administrator.post(delete, {"post": "yes"})
    chosen = {"action": "delete_selected", "_selected_action": [stored.pk], "post": "yes"}
    administrator.post(LIST, chosen)
    assert GuideEdition.objects.exists()
    assert storage.exists(name)

    Message.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        administrator.post(delete, {"post": "yes"})
    assert not GuideEdition.objects.exists()
    assert not storage.exists(name)


def test_the_whole_mail_stays_below_two_megabytes_with_the_largest_upload(post_signup, signup_data):
    start, end = GOOD[:9], GOOD[-7:]
    edition(content=start + b"%" * (LARGEST - len(start) - len(end)) + end)
    words = "{date} {guide_link}" + "🎉" * 4900
    MailText.objects.create(
        template="fundraisers/email/welcome", language="en", subject="é" * 120, text=words
    )
    post_signup(signup_data)
    message = Message.objects.get(template="fundraisers/email/welcome")

    assert "🎉🎉" in message.text
    assert len(to_bytes(build_mail(message), message)) < 2_000_000


def test_two_uploads_at_the_same_moment_have_one_order(client):
    moment = "2027-01-01T00:00:00Z"
    for version in ("a", "b"):
        baker.make(GuideEdition, language="en", version=version, published_at=moment, file="x.pdf")

    assert client.get("/fundraise/guide/a.pdf").status_code == 302
