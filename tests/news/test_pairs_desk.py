"""Staff join two articles to a pair, begin the other version, and are reminded of it."""

import pytest
from django.core.exceptions import ValidationError

from news.figures import photo_ids
from news.history.restoring import restored
from news.history.revisions import numbered, revisions
from news.models import Article
from news.pairs import check_pair
from news.services import withdraw
from tests.staff.people import member

from .desk import ADD, LIST, change_url, errors, figure, form_of, posted
from .desk_form import typed_into

pytestmark = pytest.mark.django_db


@pytest.fixture
def english(make_article):
    return make_article("rope", status="draft", publish_at=None)


@pytest.fixture
def french(make_article):
    return make_article("corde", status="draft", publish_at=None, language="fr")


def joined(desk, article, original, **fields):
    return posted(desk, article, translation_of=original.pk, **fields)


def test_two_articles_become_a_pair_from_either_side(desk, english, french):
    assert joined(desk, french, english).status_code == 302

    english, french = Article.objects.get(pk=english.pk), Article.objects.get(pk=french.pk)
    assert (english.twin, french.twin) == (french, english)


def test_an_article_is_no_translation_of_itself_or_of_its_own_language(desk, english, make_article):
    other = make_article("key", status="draft", publish_at=None)

    assert errors(joined(desk, english, english)) == {
        "translation_of": ["An article is not a translation of itself."]
    }
    assert errors(joined(desk, english, other)) == {
        "translation_of": ["“Headline of key” is in the same language."]
    }


def test_nobody_takes_a_twin_that_is_taken_nor_makes_a_chain(desk, english, french, make_article):
    joined(desk, french, english)
    third = make_article("troisieme", status="draft", publish_at=None, language="fr")
    fourth = make_article("fourth", status="draft", publish_at=None)

    assert errors(joined(desk, third, english)) == {
        "translation_of": ["That article has a translation already: “Headline of corde”."]
    }
    assert errors(joined(desk, fourth, french)) == {
        "translation_of": ["That article is itself a translation, of “Headline of rope”."]
    }
    assert errors(joined(desk, english, third)) == {
        "translation_of": ["This article has a translation already: “Headline of corde”."]
    }


def test_the_original_does_not_change_into_the_language_of_its_translation(desk, english, french):
    joined(desk, french, english)

    assert errors(posted(desk, english, language="fr")) == {
        "language": ["Its translation “Headline of corde” is in this language already."]
    }


def test_a_twin_that_somebody_takes_meanwhile_is_refused_beside_the_field(
    desk, english, french, make_article
):
    third = make_article("troisieme", status="draft", publish_at=None, language="fr")

    def meanwhile():
        Article.objects.filter(pk=third.pk).update(translation_of=english)

    refused = posted(desk, french, meanwhile, translation_of=english.pk)
    assert "translation_of" in errors(refused)


def test_two_editors_see_the_pair_as_a_difference(desk, english, french, client):
    def meanwhile():
        desk.force_login(member("PR lead", email="other@newsroom.example"))
        joined(desk, french, english, headline="Corde")
        desk.force_login(member("PR lead", email="third@newsroom.example"))

    response = posted(desk, french, meanwhile, headline="Cordage")

    taken_over = form_of(response).conflict.taken_over
    assert "translation_of" in [difference.name for difference in taken_over]
    assert form_of(response).data["translation_of"] == str(english.pk)
    assert "Translation of" in response.text


# Beginning the other version


def test_begins_with_what_both_have_in_common(desk, make_article, make_photo, topic):
    top, within = make_photo(), make_photo()
    body = f"<p>Words.</p>{figure(within)}"
    article = make_article(
        body=body, photo=top, photo_alt="Boats.", topics=[topic], survivor_face="consented"
    )
    Article.objects.update(content_note="This article describes threats.")
    assert "Write the French version" in desk.get(change_url(article)).text

    page = desk.get(f"{ADD}?translation_of={article.pk}")
    typed = typed_into(page)
    assert typed["language"] == ["fr"]
    assert typed["translation_of"] == [str(article.pk)]
    assert typed["headline"] == article.headline
    assert typed["photo"] == [str(top.pk)]
    assert typed["topics"] == [str(topic.pk)]
    assert (typed["byline"], typed["dateline"]) == (article.byline, article.dateline)
    assert typed["content_note"] == "This article describes threats."
    assert typed["photo_alt"] == ""
    assert photo_ids(typed["body"]) == {within.pk}
    assert "data-alt" not in typed["body"]
    assert not [name for name in typed if name.startswith("survivor_") and typed[name]]
    assert "please translate them" in page.text

    made = desk.post(page.request["PATH_INFO"], typed | {"headline": "Titre"})
    assert made.status_code == 302
    assert Article.objects.get(headline="Titre").twin == article


def test_where_there_is_a_twin_the_desk_leads_to_it(desk, english, french):
    joined(desk, french, english)

    assert change_url(french) in desk.get(change_url(english)).text
    assert "Open the English version" in desk.get(change_url(french)).text
    assert desk.get(f"{ADD}?translation_of={english.pk}").url == change_url(french)


@pytest.mark.parametrize("key", ["", "0", "x", "99999999999999999999999", "\0", "-1"])
def test_an_odd_original_is_as_none(desk, key):
    assert desk.get(ADD, {"translation_of": key}).status_code == 200


def test_only_articles_without_a_twin_are_offered(desk, english, french, make_article):
    joined(desk, french, english)
    alone = make_article("alone")
    query = {"app_label": "news", "model_name": "article", "field_name": "translation_of"}
    found = desk.get("/admin/autocomplete/", query).json()["results"]

    assert [each["id"] for each in found] == [str(alone.pk)]


def test_the_list_is_narrowed_by_translation(desk, english, french, make_article):
    joined(desk, french, english)
    alone = make_article("alone")

    def listed(value):
        found = desk.get(LIST, {"translation": value}).context["cl"].result_list
        return {article.pk for article in found}

    assert listed("one") == {english.pk, french.pk}
    assert listed("none") == {alone.pk}


# Both at once


@pytest.fixture
def public_pair(make_article):
    english = make_article("rope")
    return english, make_article("corde", language="fr", translation_of=english)


def said(response, desk):
    return [str(m) for m in desk.get(response.url).context["messages"]]


def test_a_correction_reminds_of_the_twin(desk, public_pair):
    for article, twin in [public_pair, public_pair[::-1]]:
        corrected = {"edit_kind": "correction", "correction_note": "Four, not forty."}
        response = posted(desk, article, headline=f"Other {article.pk}", **corrected)
        [reminder] = [text for text in said(response, desk) if "same correction" in text]
        assert change_url(twin) in reminder


def test_a_minor_edit_reminds_of_nothing(desk, public_pair):
    response = posted(desk, public_pair[0], headline="Other", edit_kind="minor")

    assert "other version" not in str(said(response, desk))


def withdraw_url(article):
    return f"/admin/news/article/{article.pk}/withdraw/"


def test_after_a_withdrawal_the_desk_says_what_readers_still_see_until_they_do_not(
    desk, public_pair
):
    for article, twin in [public_pair, public_pair[::-1]]:
        page = desk.post(withdraw_url(article)).url
        for path in [page, page, change_url(article)]:
            html = desk.get(path).text
            assert "Readers can still see its other version" in html
            assert change_url(twin) in html
            assert f'action="{withdraw_url(twin)}"' in html

        desk.post(withdraw_url(twin))
        for path in [page, change_url(article), change_url(twin)]:
            assert "other version" not in desk.get(path).text
        Article.objects.update(status="published")


def test_who_does_not_publish_is_told_but_has_no_button(client, public_pair, lead):
    english, french = public_pair
    withdraw(english, lead)
    client.force_login(member("Writer", email="writer@newsroom.example"))
    html = client.get(f"/admin/news/article/{english.pk}/withdrawn/").text

    assert "Readers can still see its other version" in html
    assert withdraw_url(french) not in html


def test_withdrawing_some_from_the_list_reminds_of_what_stays(desk, public_pair, make_article):
    english, french = public_pair
    chosen = [english.pk, make_article("alone").pk]
    data = {"action": "withdraw_chosen", "_selected_action": chosen}
    assert change_url(french) in str(said(desk.post(LIST, data), desk))


def test_withdrawing_both_from_the_list_reminds_of_nothing(desk, public_pair):
    data = {"action": "withdraw_chosen", "_selected_action": [each.pk for each in public_pair]}

    assert "other version" not in str(said(desk.post(LIST, data), desk))


# Going back


def test_going_back_joins_the_pair_again(desk, english, french):
    joined(desk, french, english)
    number = revisions(french).count()
    posted(desk, french, translation_of="")

    found = restored(numbered(french, number))

    assert found.values["translation_of"] == english.pk
    assert not found.skipped


@pytest.mark.parametrize("fate", ["taken", "deleted"])
def test_going_back_leaves_out_a_twin_that_is_gone(desk, english, french, make_article, fate):
    joined(desk, french, english)
    number = revisions(french).count()
    posted(desk, french, translation_of="")
    if fate == "taken":
        make_article("troisieme", language="fr", translation_of=english)
    else:
        Article.objects.filter(pk=english.pk).delete()

    found = restored(numbered(french, number))

    assert found.values["translation_of"] is None
    assert found.skipped == ["translation of"]


def test_going_back_never_gives_both_the_same_language(desk, english, make_article):
    posted(desk, english, language="fr")
    posted(desk, english, language="en")
    make_article("corde", language="fr", translation_of=english)
    french_then = [r for r in revisions(english) if r.language == "fr"][0]

    found = restored(french_then)

    assert found.values["language"] == "en"
    assert found.skipped == ["language"]


def test_a_withdrawn_article_may_still_be_translated(make_article, lead):
    article = make_article()
    withdraw(article, lead)

    check_pair(Article(language="fr"), article, "fr")
    with pytest.raises(ValidationError):
        check_pair(Article(language="en"), article, "en")
