import logging

import pytest
from django.urls import reverse

from .people import PASSWORD, member

pytestmark = pytest.mark.django_db
LOGIN = "/admin/login/"


@pytest.mark.parametrize("typed", ["ana@newsroom.example", " ANA@Newsroom.Example "])
def test_signs_in_with_the_address_however_it_is_typed(client, typed):
    member("Writer", email="ana@newsroom.example")

    response = client.post(LOGIN, {"username": typed, "password": PASSWORD})

    assert response.status_code == 302
    assert client.get("/admin/").status_code == 200


def test_form_helps_password_managers(client):
    html = client.get(LOGIN).text

    assert "Email address" in html
    assert 'autocomplete="username"' in html
    assert 'autocomplete="current-password"' in html
    assert "onpaste" not in html
    assert reverse("admin_password_reset") in html


def test_gives_a_new_session_key(client):
    member("Writer", email="ana@newsroom.example")
    session = client.session
    session["seen"] = True
    session.save()
    before = session.session_key

    client.post(LOGIN, {"username": "ana@newsroom.example", "password": PASSWORD})

    assert client.session.session_key != before


def test_says_the_same_for_unknown_and_wrong_and_deactivated(client):
    member("Writer", email="ana@newsroom.example")
    member("Writer", email="gone@newsroom.example", is_active=False)
    tries = [("ana@newsroom.example", "wrong"), ("nobody@newsroom.example", "wrong")]
    tries.append(("gone@newsroom.example", PASSWORD))

    errors = {
        str(client.post(LOGIN, {"username": name, "password": password}).context["form"].errors)
        for name, password in tries
    }

    assert len(errors) == 1


def test_deactivated_account_is_signed_out_at_once(client):
    user = member("Writer")
    client.force_login(user)
    assert client.get("/admin/").status_code == 200
    user.is_active = False
    user.save()

    assert client.get("/admin/").status_code == 302


def test_logs_no_address(client, caplog):
    caplog.set_level(logging.DEBUG)
    member("Writer", email="canary@newsroom.example")

    client.post(LOGIN, {"username": "canary@newsroom.example", "password": "wrong"})
    client.post("/admin/password-reset/", {"email": "canary@newsroom.example"})
    client.post(LOGIN, {"username": "canary@newsroom.example", "password": PASSWORD})

    ours = [r for r in caplog.records if r.name != "django.db.backends"]
    assert not [record for record in ours if "canary" in record.getMessage()]


@pytest.mark.matrix
@pytest.mark.parametrize("method", ["put", "delete", "patch", "trace"])
@pytest.mark.parametrize(
    "path",
    [
        LOGIN,
        "/admin/",
        "/admin/password-reset/",
        "/admin/password-reset/done/",
        "/admin/password-reset/MQ/token/",
        "/admin/invitation/MQ/token/",
        "/admin/sign-in/token/",
    ],
)
def test_refuses_methods_that_no_page_has(client, administrator, path, method):
    assert getattr(client, method)(path).status_code == 405


def test_sign_out_needs_a_post(client, administrator):
    assert client.get("/admin/logout/").status_code == 405
    assert client.post("/admin/logout/").status_code == 200
    assert client.get("/admin/").status_code == 302
