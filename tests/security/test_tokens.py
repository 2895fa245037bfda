"""Links that open something without an account: each opens its own page and no other."""

import ast
from functools import cache

import pytest
from django.core import signing
from django.urls import reverse
from hypothesis import example, given
from hypothesis import strategies as st

from contacts.models import Inquiry
from fundraisers.models import Fundraiser
from ijmsite.mail.models import Message
from ijmsite.staff.signin import signin_link
from ijmsite.web.tokens import TokenModel
from tests.staff.people import member

from .fuzzing import of, tries
from .sources import modules

pytestmark = pytest.mark.django_db

PAGES = {
    "confirm": "privacy:confirm",
    "unsubscribe": "privacy:unsubscribe",
    "own data": "privacy:me_data",
    "reading": "news:reading",
    "sign in": "admin_signin",
}
LETTERS = st.characters(codec="utf-8", exclude_characters="/?#", exclude_categories=["Cs"])


def open_and_press(client, purpose, token):
    """Return the statuses of looking at the page behind a link, and of pressing its button."""
    path = reverse(PAGES[purpose], args=[token])
    own = {"Sec-Fetch-Site": "same-origin"}
    return {client.get(path).status_code, client.post(path, {}, headers=own).status_code}


@pytest.fixture
def tokens(client, post_signup, signup_data):
    """Return a token of each purpose, of those that a stranger can come by."""
    post_signup({**signup_data, "news_consent": "on"})
    texts = " ".join(Message.objects.values_list("text", flat=True))
    client.post("/me/", {"email": signup_data["email"]}, headers={"Sec-Fetch-Site": "same-origin"})
    texts += " ".join(Message.objects.values_list("text", flat=True))
    found = {
        purpose: texts.partition(f"/{part}/")[2].partition("/")[0]
        for purpose, part in {"confirm": "confirm", "unsubscribe": "unsubscribe"}.items()
    }
    found["sign in"] = signin_link(member("Writer")).rstrip("/").rpartition("/")[2]
    assert all(found.values()), found
    return found


def test_a_token_of_one_purpose_opens_no_other(client, tokens):
    for purpose, token in tokens.items():
        for other in PAGES.keys() - {purpose}:
            assert open_and_press(client, other, token) <= {403, 404, 405, 410}, (purpose, other)


def test_a_changed_token_opens_nothing(client, tokens):
    before = Fundraiser.objects.values().get()
    for purpose, token in tokens.items():
        middle = len(token) // 2
        other = "A" if token[middle] != "A" else "B"
        changed = [token[:middle] + other + token[middle + 1 :], token + "x", token[:-1], "x"]
        changed += [token.swapcase(), token[::-1]]
        for one in changed:
            assert open_and_press(client, purpose, one) <= {403, 404, 405, 410}, (purpose, one)

    assert Fundraiser.objects.values().get() == before
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("purpose", PAGES)
@tries(8, 50)
def test_no_text_in_place_of_a_token_is_a_failure(client, purpose, examples):
    @of(examples)
    @given(st.text(LETTERS, min_size=1, max_size=60))
    @example("\0")
    @example("%00")
    @example("..")
    @example("x" * 3_000)
    def opens_nothing(token):
        assert open_and_press(client, purpose, token) <= {403, 404, 405, 410}

    opens_nothing()
    assert not Inquiry.objects.exists()


def test_each_purpose_of_a_link_is_a_table_of_its_own():
    tables = [model._meta.db_table for model in TokenModel.__subclasses__()]

    assert len(tables) == len(set(tables)) >= 3


@cache
def salts():
    """Return every salt of a signature in our sources, with the file that has it."""
    found = []
    for path, tree in modules():
        for node in ast.walk(tree):
            is_salt = isinstance(node, ast.keyword) and node.arg == "salt"
            named = isinstance(node, ast.Assign) and "SALT" in getattr(node.targets[0], "id", "")
            keyed = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "salted_hmac"
            value = node.args[0] if keyed else getattr(node, "value", None)
            if (is_salt or named or keyed) and isinstance(value, ast.Constant):
                found.append((value.value, path))
    return found


def test_each_purpose_of_a_signature_has_a_salt_of_its_own():
    found = salts()
    by_salt = {salt: {path for s, path in found if s == salt} for salt, _ in found}

    assert len(by_salt) >= 4
    assert {salt: paths for salt, paths in by_salt.items() if len(paths) > 1} == {}
    # A pair of them that runs together as one (CVE-2026-6873) would have to begin alike.
    assert not [(a, b) for a in by_salt for b in by_salt if a != b and b.startswith(a)]


def test_what_was_signed_for_one_purpose_is_not_believed_for_another():
    names = sorted({salt for salt, _ in salts()})
    for salt in names:
        signed = signing.dumps([1, "x"], salt=salt)
        for other in set(names) - {salt}:
            with pytest.raises(signing.BadSignature):
                signing.loads(signed, salt=other)
