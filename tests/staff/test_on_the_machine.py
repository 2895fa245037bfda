"""What a command on the machine does to accounts stands in the audit list like anything else."""

import pytest
from django.core.management import CommandError, call_command

from ijmsite.staff.models import AuditEvent, User

from .people import member

pytestmark = pytest.mark.django_db
NEW = "a lantern for every harbor"


def told():
    """Return who did what to which account, as the audit list says it."""
    return [
        (str(event.who), event.action, event.object_id)
        for event in AuditEvent.objects.order_by("id")
    ]


def by_command(user, *actions):
    return [("a command on the machine", action, str(user.pk)) for action in actions]


def create_superuser(**options):
    call_command("createsuperuser", interactive=False, verbosity=0, **options)


def test_an_administrator_is_added():
    member("Administrator")
    create_superuser(email="ana@newsroom.example")

    assert told() == by_command(User.objects.get(email="ana@newsroom.example"), "add_account")
    assert AuditEvent.objects.get().details == {"roles": ["Administrator"]}


def test_who_was_added_in_the_admin_meanwhile_is_not_told_of_twice(monkeypatch):
    def add(*args, **options):
        other = member("Administrator", email="bo@newsroom.example")
        AuditEvent.objects.create(
            action="add_account", model="staff.user", object_id=str(other.pk), actor_name="Cy"
        )

    monkeypatch.setattr(
        "django.contrib.auth.management.commands.createsuperuser.Command.handle", add
    )
    create_superuser(email="ana@newsroom.example")

    assert [who for who, _action, _key in told()] == ["Cy"]


def test_an_administrator_that_is_refused_is_not_told_of():
    member("Administrator", email="ana@newsroom.example")
    with pytest.raises(CommandError):
        create_superuser(email="ana@newsroom.example")

    assert told() == []


def test_a_password_is_chosen(monkeypatch):
    writer = member("Writer")
    monkeypatch.setattr("getpass.getpass", lambda prompt: NEW)
    call_command("changepassword", writer.email)

    writer.refresh_from_db()
    assert writer.check_password(NEW)
    assert told() == by_command(writer, "password")


def test_without_a_name_it_is_the_password_of_whoever_is_at_the_machine(monkeypatch):
    writer = member("Writer")
    monkeypatch.setattr("getpass.getpass", lambda prompt: NEW)
    monkeypatch.setattr("getpass.getuser", lambda: writer.email)
    call_command("changepassword")

    assert told() == by_command(writer, "password")


def test_a_password_that_is_too_short_is_none(monkeypatch):
    writer = member("Writer")
    monkeypatch.setattr("getpass.getpass", lambda prompt: "short")
    with pytest.raises(CommandError):
        call_command("changepassword", writer.email)

    assert told() == []


def test_a_sign_in_link_makes_the_first_administrator():
    call_command("signin_link", verbosity=0)

    assert told() == by_command(User.objects.get(), "add_account", "sign_in_link")


def test_a_sign_in_link_brings_the_first_administrator_back():
    user = member("Writer", email="admin@newsroom.example", is_active=False)
    call_command("signin_link", verbosity=0)

    assert told() == by_command(user, "roles", "activate", "sign_in_link")


def test_a_sign_in_link_for_somebody_is_told_of_each_time():
    user = member("Writer")
    for _time in range(2):
        call_command("signin_link", email=user.email, verbosity=0)

    assert told() == by_command(user, "sign_in_link", "sign_in_link")
