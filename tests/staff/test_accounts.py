import pytest
from django.contrib.auth.models import Group, Permission

from ijmsite.staff.models import User
from ijmsite.staff.roles import roles_of

from .people import PASSWORD, member

pytestmark = pytest.mark.django_db
OWN = {"own_password": PASSWORD}


def path_of(user, action="change"):
    return f"/admin/staff/user/{user.pk}/{action}/"


def data_of(user, **changes):
    data = {"first_name": user.first_name, "email": user.email, "roles": roles_of(user)}
    return data | {"is_active": "on"} | changes


def test_only_administrator_stays_one(client, administrator):
    page = client.post(path_of(administrator), data_of(administrator, roles=["Writer"]))
    assert list(page.context["adminform"].form.errors) == ["roles"]
    page = client.post(path_of(administrator), data_of(administrator, is_active=""))
    assert list(page.context["adminform"].form.errors) == ["is_active"]

    administrator.refresh_from_db()
    assert administrator.is_superuser
    assert administrator.is_active


def test_one_of_two_administrators_may_step_back(client, administrator):
    member("Administrator")

    client.post(path_of(administrator), data_of(administrator, roles=["Writer"]))

    administrator.refresh_from_db()
    assert not administrator.is_superuser


def test_deactivated_administrator_does_not_count(client, administrator):
    member("Administrator", is_active=False)

    client.post(path_of(administrator), data_of(administrator, roles=["Writer"]))

    administrator.refresh_from_db()
    assert administrator.is_superuser


def test_nobody_deletes_oneself(client, administrator):
    other = member("Administrator")

    assert client.post(path_of(administrator, "delete"), {"post": "yes"}).status_code == 403
    bulk = {"action": "delete_selected", "_selected_action": [administrator.pk, other.pk]}
    client.post("/admin/staff/user/", {**bulk, "post": "yes"})

    assert User.objects.filter(pk=administrator.pk).exists()
    assert User.objects.filter(pk=other.pk).exists()


def test_two_who_remove_each_other_leave_one(client, administrator, monkeypatch):
    # As if the other administrator were deactivated after the form was checked.
    monkeypatch.setattr(
        "ijmsite.staff.forms.StaffAccountForm._keep_an_administrator", lambda form: None
    )

    response = client.post(path_of(administrator), data_of(administrator, is_active=""))

    assert response.status_code == 403
    administrator.refresh_from_db()
    assert administrator.is_active


def test_deactivating_is_suggested_instead_of_deleting(client, administrator):
    writer = member("Writer")

    assert "instead of deleting" in client.get(path_of(writer)).text
    assert "Better: untick" in client.get(path_of(writer, "delete")).text
    assert client.post(path_of(writer, "delete"), {"post": "yes"}).status_code == 302
    assert not User.objects.filter(pk=writer.pk).exists()


def test_permission_on_accounts_does_not_make_an_administrator(client):
    clever = member("Writer")
    clever.user_permissions.set(Permission.objects.filter(content_type__app_label="staff"))
    client.force_login(clever)

    assert client.get("/admin/staff/user/").status_code == 403
    assert client.post(path_of(clever), data_of(clever, roles=["Administrator"])).status_code == 403


@pytest.mark.parametrize("field", ["is_superuser", "is_staff", "password", "groups"])
def test_ignores_fields_that_the_form_does_not_have(client, administrator, field):
    writer = member("Writer")
    before = (writer.is_superuser, writer.is_staff, writer.password)

    client.post(path_of(writer), data_of(writer, **{field: "1"}))

    writer.refresh_from_db()
    assert (writer.is_superuser, writer.is_staff, writer.password) == before
    assert roles_of(writer) == ["Writer"]


def test_keeps_groups_that_are_no_role(client, administrator):
    writer = member("Writer")
    writer.groups.add(Group.objects.create(name="Choir"))

    client.post(path_of(writer), data_of(writer, roles=["PR lead"], **OWN))

    assert {group.name for group in writer.groups.all()} == {"Choir", "PR lead"}


def test_list_tells_role_and_state(client, administrator):
    lee = member("PR lead", first_name="Lee")
    lee.set_unusable_password()
    lee.save()
    member("Writer", first_name="Old", is_active=False)

    html = client.get("/admin/staff/user/").text

    assert "Invited, no password chosen yet" in html
    assert "Deactivated" in html
    found = client.get("/admin/staff/user/?role=PR+lead").context["cl"].queryset
    assert list(found) == [lee]


def test_escapes_names(client, administrator):
    writer = member("Writer", first_name="<script>alert(1)</script>")

    for path in ["/admin/staff/user/", path_of(writer), path_of(writer, "delete")]:
        assert "<script>alert" not in client.get(path).text
