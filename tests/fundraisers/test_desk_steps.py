"""What staff do with a sign-up: steps along the path, each asked for, locked and kept."""

from datetime import timedelta

import pytest
from django.utils import timezone

from fundraisers.models import Fundraiser
from fundraisers.services import desk, telling
from ijmsite.mail.models import Message
from ijmsite.privacy import ledger, mailing
from ijmsite.staff.models import AuditEvent
from tests.staff.people import member
from tests.threads import at_once

from .desk import PATH, page, press, put_aside, signup

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("desk_user")]
ACTIONS = {"contacted": "contact", "planned": "plan", "held": "hold", "thanked": "thank"}


def actions():
    return list(AuditEvent.objects.order_by("id").values_list("action", flat=True))


@pytest.mark.parametrize("step", PATH)
def test_a_later_place_fills_in_the_earlier_ones(client, step):
    thing = signup()

    press(client, thing, step)

    reached = PATH[: PATH.index(step) + 1]
    assert [name for name in PATH if getattr(thing, f"{name}_at")] == reached
    assert actions() == [ACTIONS[step]]


def test_an_earlier_time_stays_as_it_was(client):
    before = timezone.now() - timedelta(days=3)
    thing = signup(contacted_at=before)

    press(client, thing, "held")

    assert thing.contacted_at == before
    assert thing.planned_at == thing.held_at > before


def test_the_story_says_which_places_came_along(client):
    thing = signup(contacted_at=timezone.now())

    press(client, thing, "thanked")

    assert AuditEvent.objects.get().details == {"along": ["plan", "hold"]}
    said = client.get(page(thing)).text
    assert "passed along with it: event planned, event held" in said


def test_a_place_that_is_reached_in_its_turn_brings_nothing_along(client):
    press(client, signup(), "contacted")

    assert AuditEvent.objects.get().details == {}


@pytest.mark.parametrize("step", ["held", "thanked"])
def test_nothing_is_over_before_the_day_of_the_event(client, step):
    tomorrow = timezone.localdate() + timedelta(days=1)
    thing = signup(event_date=tomorrow)

    asked = client.get(page(thing, step)).text
    said = press(client, thing, step)

    assert "This can be marked from the day of the event on." in asked
    assert f'action="{page(thing, step)}"' not in asked + said
    assert "Nothing was changed" in said
    assert "The event is still to come" in said
    assert not actions()


@pytest.mark.parametrize("step", ["held", "thanked"])
def test_on_the_day_of_the_event_it_can_be_over(client, step):
    thing = signup(event_date=timezone.localdate())

    press(client, thing, step)

    assert thing.held_at


@pytest.mark.parametrize(
    "step", [*PATH, "close", "reopen", "release", "spam", "resend", "note", "correct"]
)
def test_asks_first_and_does_nothing(client, step):
    for thing in [signup(), put_aside(), signup(closed_at=timezone.now())]:
        before = Fundraiser.objects.filter(pk=thing.pk).values().get()

        assert client.get(page(thing, step)).status_code == 200
        assert Fundraiser.objects.filter(pk=thing.pk).values().get() == before
    assert not AuditEvent.objects.exists()
    assert not Message.objects.exists()


@pytest.mark.parametrize("step", [*PATH, "close", "release"])
def test_whoever_presses_second_is_told_that_somebody_was_faster(client, step):
    thing = put_aside() if step == "release" else signup()
    press(client, thing, step)

    said = press(client, thing, step)

    assert "Nothing was changed: somebody was faster" in said
    assert "by Ana" in said
    assert len(actions()) == 1


@pytest.mark.parametrize("step", [*PATH, "close", "resend", "note", "correct"])
def test_each_step_is_an_activity(client, step):
    long_ago = timezone.now() - timedelta(days=400)
    thing = signup(active_at=long_ago)
    sent = {"text": "Called.", "name": "Amina R.", "email": "new@supporter.example"}

    press(client, thing, step, **sent, language="en")

    assert thing.active_at > long_ago + timedelta(days=399)


@pytest.mark.parametrize("step", [*PATH, "close", "resend"])
def test_nothing_is_done_with_what_was_put_aside(client, step):
    thing = put_aside()

    press(client, thing, step, email="x@supporter.example")

    assert not actions()
    assert not Message.objects.exists()


def test_closed_and_opened_again_it_waits_for_a_first_word_again(client):
    thing = signup()
    press(client, thing, "close")
    assert not Fundraiser.objects.untouched().exists()

    press(client, thing, "reopen")

    assert Fundraiser.objects.untouched().get() == thing
    assert actions() == ["close", "reopen"]


def test_the_last_step_can_be_taken_back(client):
    thing = signup()
    press(client, thing, "held")
    assert "Take back: “Event held”" in client.get(page(thing)).text

    press(client, thing, "reopen")

    assert thing.held_at is None
    assert thing.planned_at


def test_released_it_has_all_mails_that_it_would_have_had(client):
    thing = put_aside()
    ticked(thing)

    press(client, thing, "release")

    templates = set(Message.objects.values_list("template", flat=True))
    assert templates == {
        "fundraisers/email/welcome",
        "fundraisers/email/signup_note",
        "privacy/email/confirm",
    }
    assert thing.set_aside_at is None
    assert thing.told_at
    assert actions() == ["release"]


def ticked(thing, purpose="news"):
    return ledger.tick(
        email=thing.email,
        purpose=purpose,
        version=1,
        language="en",
        text=f"Yes to {purpose}.",
        form="/fundraise/",
        at=thing.signed_up_at,
    )


def test_released_it_asks_about_its_own_boxes_whatever_was_asked_before_and_since(client):
    asked = ticked(signup(), "planning")
    mailing.ask_to_confirm([asked], email="amina@supporter.example", language="en")
    thing = put_aside()
    ticked(thing, "planning")
    ticked(thing, "news")
    ticked(signup(), "news")

    press(client, thing, "release")

    questions = Message.objects.filter(template="privacy/email/confirm").order_by("created_at")
    first, second = questions
    assert "Yes to news." not in first.text
    assert "Yes to planning." in second.text
    assert "Yes to news." in second.text
    assert set(mailing.questions_to(thing.email)) == {first, second}


def test_release_promises_no_day_that_has_passed(client):
    today = timezone.localdate()
    late = put_aside(contact_by=today - timedelta(days=9))
    early = put_aside(contact_by=today + timedelta(days=1))

    press(client, late, "release")
    press(client, early, "release")

    assert late.contact_by == telling.contact_by()
    assert early.contact_by == today + timedelta(days=1)


def test_what_was_judged_as_a_program_s_waits_for_nobody(client):
    thing = put_aside()

    press(client, thing, "spam")

    assert thing.set_aside_at
    assert not Fundraiser.objects.to_judge().exists()
    press(client, thing, "release")
    assert Fundraiser.objects.untouched().get() == thing


def test_keeps_a_note_once(client):
    thing = signup()

    press(client, thing, "note", text="She calls again at five.")
    press(client, thing, "note", text="She calls again at five.")

    assert thing.notes.get().by_name == "Ana"
    assert client.get(page(thing)).text.count("She calls again at five.") == 1


def test_a_note_that_was_typed_is_kept_with_another_step(client):
    thing = signup()

    press(client, thing, "contacted", note="She calls again at five.")

    thing.refresh_from_db()
    assert thing.contacted_at
    assert thing.notes.get().text == "She calls again at five."


def test_a_note_that_is_too_long_comes_back_after_the_other_step(client):
    thing = signup()

    response = client.post(page(thing, "contacted"), {"note": "t" * 2001})

    thing.refresh_from_db()
    assert thing.contacted_at
    assert response.status_code == 200
    assert "t" * 2001 in response.text
    assert "at most 2000 characters" in response.text
    assert not thing.notes.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once_are_one_step():
    user, thing = member("Fundraising"), signup()

    done = at_once(lambda number: desk.contact(Fundraiser(pk=thing.pk), user), 3)

    assert sorted(done) == [False, False, True]
    assert actions() == ["contact"]


def test_makes_nothing_of_a_number_that_is_none(client):
    for step in [*PATH, "correct", "resend"]:
        assert client.get(f"/admin/fundraisers/fundraiser/{10**30}/{step}/").status_code == 404
        assert client.post(f"/admin/fundraisers/fundraiser/7/{step}/").status_code == 404


@pytest.mark.parametrize("role", ["Writer", "PR lead"])
def test_is_for_the_fundraising_desk_alone(client, role):
    thing = signup()
    client.force_login(member(role))

    for step in ["change", *PATH, "correct", "resend", "note"]:
        assert client.get(page(thing, step)).status_code == 403
        assert client.post(page(thing, step)).status_code == 403
