import pytest
from django.utils import timezone

from ijmsite.privacy import ledger
from ijmsite.privacy.models import Consent, Wording
from tests.staff.people import member

pytestmark = pytest.mark.django_db
CONSENTS = "/admin/privacy/consent/"
WORDINGS = "/admin/privacy/wording/"


@pytest.fixture(autouse=True)
def consent():
    return ledger.tick(
        email="amina@supporter.example",
        purpose="news",
        version=1,
        language="en",
        text="Yes, email me <b>news</b>.",
        form="/fundraise/",
        at=timezone.now(),
    )


@pytest.fixture(params=["Fundraising", "Administrator"])
def reader(request, client):
    client.force_login(member(request.param))


def test_shows_the_words_and_the_time_with_its_zone(client, reader, consent):
    html = client.get(f"{CONSENTS}{consent.pk}/change/").text

    assert "Yes, email me &lt;b&gt;news&lt;/b&gt;." in html
    assert "EST" in html or "EDT" in html
    assert client.get(f"{WORDINGS}{consent.wording_id}/change/").status_code == 200


def test_finds_a_whole_address_by_its_hash(client, reader, consent):
    def found(address):
        return list(client.get(CONSENTS, {"q": address}).context["cl"].queryset)

    assert found(" Amina@supporter.example ") == [consent]
    assert found("someone@supporter.example") == []


@pytest.mark.parametrize("action", ["change", "delete"])
def test_nobody_touches_it(client, reader, consent, action):
    for path in [f"{CONSENTS}{consent.pk}", f"{WORDINGS}{consent.wording_id}"]:
        assert client.post(f"{path}/{action}/", {"post": "yes", "text": "X"}).status_code == 403
    for path in [CONSENTS, WORDINGS]:
        assert client.get(f"{path}add/").status_code == 403
        bulk = {"action": "delete_selected", "_selected_action": [1], "post": "yes"}
        client.post(path, bulk)

    assert Consent.objects.get() == consent
    assert Wording.objects.get().text == "Yes, email me <b>news</b>."


def test_narrows_the_list_by_what_was_agreed_to_or_ended(client, reader, consent):
    ledger.withdraw(consent.address_hash, at=timezone.now(), manner=ledger.Manner.LINK)

    def kinds(**query):
        return [entry.kind for entry in client.get(CONSENTS, query).context["cl"].queryset]

    assert kinds(**{"for": "news"}) == ["ticked"]
    assert kinds(**{"for": "planning"}) == []
    assert kinds(**{"for": "everything"}) == kinds(kind__exact="withdrawn") == ["withdrawn"]
    assert "News and fundraising ideas" in client.get(CONSENTS).text
