"""A new SECRET_KEY, with the old one among the fallbacks, signs nobody out; without it, it does."""

import pytest
from django.conf import settings as site
from django.contrib.auth.tokens import default_token_generator
from django.core import signing

from fundraisers.models import Fundraiser
from ijmsite.privacy.mailing import unsubscribe_url
from tests.privacy.people import AMINA, link_for, signed_up

pytestmark = pytest.mark.django_db
NEW = "n" * 60


@pytest.fixture
def rotate(settings):
    """Return a function that puts a new key in the place of the old one, which is still known."""
    old = settings.SECRET_KEY

    def rotate(*, forget=False):
        settings.SECRET_KEY = NEW
        settings.SECRET_KEY_FALLBACKS = [] if forget else [old]

    return rotate


def test_sessions_and_signed_links_go_on_until_the_old_key_is_forgotten(
    admin_client, admin_user, rotate
):
    token, signed = default_token_generator.make_token(admin_user), signing.dumps("boats")
    rotate()

    assert admin_client.get("/admin/").status_code == 200
    assert default_token_generator.check_token(admin_user, token)
    assert signing.loads(signed) == "boats"


def test_without_the_old_key_they_end_neutrally(admin_client, admin_user, rotate):
    token, signed = default_token_generator.make_token(admin_user), signing.dumps("boats")
    rotate(forget=True)

    assert admin_client.get("/admin/").status_code == 302
    assert not default_token_generator.check_token(admin_user, token)
    with pytest.raises(signing.BadSignature):
        signing.loads(signed)


def test_mailed_links_to_unsubscribe_and_to_ones_data_outlive_every_key(
    client, rotate, settings, post_signup, signup_data
):
    signed_up(post_signup, signup_data)
    links = [unsubscribe_url(AMINA, "en").removeprefix(site.SITE_URL), link_for(AMINA, settings)]
    rotate(forget=True)

    assert [client.get(link, follow=True).status_code for link in links] == [200, 200]
    assert Fundraiser.objects.count() == 1
