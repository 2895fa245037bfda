"""What we have about an address is found by an index, however the address was typed."""

import pytest

from contacts.models import Inquiry
from fundraisers.models import Fundraiser
from ijmsite.mail.models import Message
from ijmsite.privacy.addresses import having
from tests.plans import asked, faults

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("model", "field"), [(Inquiry, "email"), (Fundraiser, "email"), (Message, "to")]
)
def test_is_found_by_an_index(model, field):
    with asked() as questions:
        list(having(model.objects.order_by(), field, "Ada@Example.org"))
    [(sql, params)] = questions

    assert not [*faults(sql, params, {})]
