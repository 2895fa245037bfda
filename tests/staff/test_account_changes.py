"""Who changes accounts answers for it, and gives nobody more by an open session alone."""

import pytest
from django.contrib.admin.models import LogEntry

from ijmsite.staff.audit import in_words
from ijmsite.staff.models import AuditEvent, User
from ijmsite.staff.roles import roles_of

from .people import PASSWORD, member

pytestmark = pytest.mark.django_db
ADD = "/admin/staff/user/add/"
NEW = "a lantern for every harbor"
LEE = {"first_name": "Lee", "email": "lee@newsroom.example", "roles": ["PR lead"]}


def change(client, user, **changes):
    data = {"first_name": user.first_name, "email": user.email, "roles": roles_of(user)}
    data |= {"is_active": "on"} if user.is_active else {}
    path = f"/admin/staff/user/{user.pk}/change/"
    response = client.post(path, data | {"own_password": PASSWORD} | changes)
    user.refresh_from_db()
    return response


def noted():
    return [event.action for event in AuditEvent.objects.order_by("id")]


# The audit list


@pytest.mark.parametrize(
    ("changes", "action", "words"),
    [
        ({"roles": ["PR lead"]}, "roles", "roles: Writer → PR lead"),
        ({"roles": ["Writer", "Administrator"]}, "roles", "Writer → Administrator, Writer"),
        ({"email": "new@newsroom.example"}, "email", ""),
        ({"is_active": ""}, "deactivate", ""),
    ],
    ids=["role", "administrator", "address", "leaving"],
)
def test_says_who_changed_what(
    client,
    administrator,
    caplog,
    django_capture_on_commit_callbacks,
    changes,
    action,
    words,
):
    writer = member("Writer", first_name="Bo")
    with (
        caplog.at_level("INFO", "ijmsite.audit"),
        django_capture_on_commit_callbacks(execute=True),
    ):
        change(client, writer, **changes)

    event = AuditEvent.objects.get()
    assert (event.action, event.actor, event.object_id) == (action, administrator, str(writer.pk))
    assert words in in_words(event.details)
    assert "@" not in f"{event.label} {event.details}"
    line = f"action={action} model=staff.user key={writer.pk} actor={administrator.pk}"
    assert line in caplog.messages


def test_says_nothing_where_nothing_of_it_changed(client, administrator):
    change(client, member("Writer"), first_name="Beatrice")

    assert noted() == []


def test_says_who_came_and_who_came_back(client, administrator):
    client.post(ADD, LEE)
    change(client, member("Writer", is_active=False), is_active="on")

    assert noted() == ["add_account", "activate"]
    assert AuditEvent.objects.earliest("id").details == {"roles": ["PR lead"]}


def test_says_who_went(client, administrator):
    writer = member("Writer")
    client.post(f"/admin/staff/user/{writer.pk}/delete/", {"post": "yes"})

    assert noted() == ["delete"]


def test_says_that_a_password_was_chosen_in_a_session_or_by_mail(client, administrator, last_link):
    typed = {"new_password1": NEW, "new_password2": NEW}
    refused = {**typed, "old_password": "wrong"}
    client.post("/admin/password_change/", refused)
    assert noted() == []
    client.post("/admin/password_change/", {**typed, "old_password": PASSWORD})
    client.post("/admin/password-reset/", {"email": administrator.email})
    form = client.get(last_link(), follow=True).redirect_chain[-1][0]
    client.post(form, typed)

    assert noted() == ["password", "password"]
    assert {event.actor for event in AuditEvent.objects.all()} == {administrator}


# The own password


@pytest.mark.parametrize("typed", ["", "wrong"])
@pytest.mark.parametrize(
    "changes",
    [
        {"roles": ["Writer", "Administrator"]},
        {"roles": ["Writer", "Fundraising"]},
        {"email": "thief@evil.example"},
    ],
    ids=["administrator", "role", "address"],
)
def test_an_open_session_alone_gives_nobody_more(client, administrator, changes, typed):
    writer = member("Writer", email="bo@newsroom.example")

    page = change(client, writer, **changes, own_password=typed)

    assert list(page.context["adminform"].form.errors) == ["own_password"]
    assert '<input type="password" name="own_password" autocomplete="current-password"' in page.text
    assert f'value="{typed}"' not in page.text or not typed
    assert (roles_of(writer), writer.email) == (["Writer"], "bo@newsroom.example")
    assert noted() == []


def test_nor_does_it_bring_anybody_back(client, administrator):
    former = member("Writer", is_active=False)

    change(client, former, is_active="on", own_password="")

    assert not former.is_active


def test_nor_does_it_make_another_administrator(client, administrator):
    page = client.post(ADD, {**LEE, "roles": ["Administrator"]})

    assert list(page.context["adminform"].form.errors) == ["own_password"]
    assert 'name="own_password"' in page.text
    assert not User.objects.filter(email=LEE["email"]).exists()


@pytest.mark.parametrize("changes", [{"first_name": "Bea"}, {"roles": ["PR lead"]}])
def test_taking_away_and_names_need_no_password(client, administrator, changes):
    lead = member("PR lead", "Fundraising")

    assert change(client, lead, **changes, own_password="").status_code == 302


def test_wrong_ones_are_counted_as_at_sign_in(client, administrator):
    writer = member("Writer")
    for _time in range(10):
        page = change(client, writer, roles=["PR lead"], own_password="wrong")

    assert page.status_code == 429
    assert change(client, writer, roles=["PR lead"]).status_code == 429
    assert roles_of(writer) == ["Writer"]


def test_the_history_does_not_say_that_a_password_was_changed(client, administrator):
    change(client, member("Writer"), roles=["PR lead"])

    assert "password" not in LogEntry.objects.get().change_message.lower()
