"""What no browser sends: a clear answer beside the field, and never an error of ours."""

import uuid

import pytest

from news.models import Article

from .desk import ADD, change_url, errors, posted

pytestmark = pytest.mark.django_db

HUGE = "9" * 30


@pytest.mark.parametrize(
    "forged",
    [
        {
            "photo": "x",
            "topics": "abc",
            "press_contact": "zzz",
            "related_by_hand": "xx",
            "language": "xx",
            "status": "xx",
            "survivor_name": "maybe",
            "approvals_required": "-1",
            "photo_alt": "x" * 251,
            "publish_at_0": "garbage",
            "unpublish_at_0": "0000-00-00",
        },
        {
            "photo": str(uuid.UUID(int=1)),
            "topics": HUGE,
            "press_contact": HUGE,
            "related_by_hand": HUGE,
            "approvals_required": HUGE,
            "publish_at_0": HUGE,
            "unpublish_at_0": "2030-01-01",
            "unpublish_at_1": "25:00",
        },
        dict.fromkeys(
            ["headline", "photo", "topics", "press_contact", "related_by_hand", "publish_at_1"],
            "\0",
        ),
    ],
    ids=["nonsense", "beyond every bound", "null characters"],
)
def test_forged_values_are_errors_beside_their_fields(desk, data, forged):
    response = desk.post(ADD, data(publish_at_0="2030-01-01", publish_at_1="09:00") | forged)

    assert errors(response).keys() == {
        name.removesuffix("_0").removesuffix("_1") for name in forged
    }
    assert Article.objects.count() == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [("edit_kind", "maybe"), ("correction_note", "x" * 501), ("override_reason", "x" * 501)],
)
def test_a_forged_answer_on_a_public_article_is_an_error(desk, make_article, field, value):
    response = posted(desk, make_article(), **{"headline": "New", field: value})

    assert field in errors(response)
    assert Article.objects.get().headline != "New"


@pytest.mark.matrix
@pytest.mark.parametrize(
    "query",
    [
        {"photo": "x"},
        {"topics": f"abc,{HUGE}"},
        {"related_by_hand": "xx"},
        {"press_contact": HUGE},
        {"publish_at": "garbage"},
        {"publish_at": "9999-12-31 23:59"},
        {"status": "zz", "language": "\0"},
    ],
    ids=str,
)
def test_an_address_somebody_made_up_shows_the_form(desk, query):
    assert desk.get(ADD, query).status_code == 200


@pytest.mark.parametrize("typed", ["", "?_to_field=password", "?_changelist_filters=%00%ff"])
def test_unknown_fields_and_parameters_change_nothing(desk, make_article, typed):
    article = make_article(status="draft", publish_at=None)
    response = desk.post(change_url(article) + typed, {"is_staff": "1", "id": "1"})

    assert response.status_code in {200, 400}
    assert Article.objects.get().headline == article.headline
