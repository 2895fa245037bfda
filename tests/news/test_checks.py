"""What is found in an article before readers see it: facts, which block."""

import uuid
from datetime import date, timedelta

import pytest
from django.utils import timezone

from ijmsite.photos.models import WARNING, Photo
from news.body import clean_body
from news.checks import blocking, check, warnings
from news.models import Article, ReadingLink, Review, Topic
from tests.effort import takes_less_than

from .desk import codes, figure

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def test_nothing_stands_in_the_way_of_a_complete_article(draft):
    assert check(draft()) == []


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"standfirst": " "}, "standfirst", "standfirst"),
        ({"body": ""}, "body", "body"),
        ({"body": "<p> &nbsp;</p>"}, "body", "body"),
        ({"press_contact": None}, "press_contact", "press_contact"),
        ({"photo_alt": ""}, "alt", "photo_alt"),
        ({"survivor_name": ""}, "survivor", "survivor_name"),
        ({"survivor_place": ""}, "survivor", "survivor_place"),
        ({"survivor_face": ""}, "survivor", "survivor_face"),
        ({"survivor_case": ""}, "survivor", "survivor_case"),
        ({"survivor_case": "consented"}, "survivor_consent", "survivor_consent"),
        ({"approvals_required": 1}, "approvals", "approvals_required"),
    ],
)
def test_a_fact_blocks_and_is_named_in_words(draft, fields, code, field):
    found = check(draft(**fields))

    assert [(f.code, f.level, f.field) for f in found] == [(code, "block", field)]
    assert not str(found[0].message)[0].islower()
    assert str(found[0].message)[-1] == "."


@pytest.mark.parametrize(
    "fields",
    [
        {"photo_alt": "", "photo_is_decorative": True},
        {"survivor_face": "consented", "survivor_consent": "File 7"},
    ],
)
def test_a_decision_is_enough(draft, fields):
    assert check(draft(**fields)) == []


def test_an_article_without_a_picture_needs_no_words_for_it(draft):
    assert codes(check(draft(photo=None, photo_alt=""))) == ["photo"]


# Headings


@pytest.mark.parametrize(
    ("levels", "is_fine"),
    [
        ([2], True),
        ([2, 3, 4, 2, 3, 3], True),
        ([2, 3, 4, 4, 3, 2], True),
        ([3], False),
        ([4], False),
        ([2, 4], False),
        ([2, 3, 2, 4], False),
    ],
)
def test_headings_leave_no_level_out(draft, levels, is_fine):
    body = "".join(f"<h{level}>Part {level}</h{level}><p>a</p>" for level in levels)
    found = check(draft(body))

    assert codes(found) == ([] if is_fine else ["heading"])
    assert is_fine or f"“Part {levels[-1]}”" in found[0].message


# Pictures


@pytest.mark.parametrize(
    ("attributes", "found"),
    [('data-alt="Boats."', []), ('data-decorative="true"', []), ("", ["alt"])],
)
def test_a_picture_in_the_text_has_words_or_is_decorative(draft, bare_photo, attributes, found):
    assert codes(check(draft(figure(bare_photo(), attributes)))) == found


CONSENTS = {
    "consent_missing": {"consent_scope": ""},
    "consent_withdrawn": {"consent_withdrawn_at": "2026-01-01T00:00:00Z"},
    "consent_expired": {"consent_expires_on": date(2020, 1, 1)},
}


@pytest.mark.parametrize("where", ["photo", "body"])
@pytest.mark.parametrize("code", CONSENTS)
def test_nobody_is_shown_without_consent(draft, bare_photo, code, where):
    picture = bare_photo(title="The harbor", **CONSENTS[code])
    article = draft(photo=picture) if where == "photo" else draft("<p>a</p>" + figure(picture))
    found = check(article)

    assert [(f.code, f.field, f.level) for f in found] == [(code, where, "block")]
    assert "“The harbor”" in found[0].message


def test_a_reference_is_needed_unless_nobody_can_be_recognized(draft, bare_photo):
    def found(scope):
        return codes(check(draft(photo=bare_photo(consent_scope=scope, consent_reference=""))))

    assert found("news") == ["consent_missing"]
    Article.objects.all().delete()
    assert found("not_needed") == []


@pytest.mark.parametrize(
    ("end", "found"),
    [
        (date(2030, 3, 4), ["consent_expired"]),
        (date(2030, 3, 5), ["consent_ends"]),
        (date(2030, 3, 5) + WARNING, ["consent_ends"]),
        (date(2030, 3, 6) + WARNING, []),
    ],
)
def test_consent_must_last_until_readers_see_it(draft, bare_photo, end, found):
    assert codes(check(draft(photo=bare_photo(consent_expires_on=end)))) == found


def test_a_picture_that_left_the_library_is_found(draft, bare_photo):
    article = draft()
    article.body = figure(Photo(pk=uuid.uuid4()))
    assert codes(check(article)) == ["photo_gone"]


# Approvals


@pytest.fixture
def review():
    def give(article, decision="approved", link=None, **fields):
        link = link or ReadingLink(article=article, expires_at=timezone.now() + DAY)
        link.purpose = fields.pop("purpose", "approval")
        link.reader_name = fields.pop("name", "Rae")
        if not link.pk:
            link.new_token()
        link.save()
        fingerprint = fields.pop("fingerprint", article.fingerprint)
        Review.objects.create(link=link, decision=decision, fingerprint=fingerprint)
        return link

    return give


def approvals_missing(article):
    [said] = [str(f.message) for f in check(article) if f.code == "approvals"] or ["0"]
    return int(said.split()[0])


def test_counts_reviewers_who_approved_exactly_this_text(draft, review):
    article = draft(approvals_required=2)
    first = review(article)
    review(article, link=first)
    assert approvals_missing(article) == 1
    # Two links for one person are one voice.
    review(article)
    assert approvals_missing(article) == 1

    review(article, name="Sol")
    assert approvals_missing(article) == 0


def test_an_edit_voids_an_approval(draft, review):
    article = draft(approvals_required=1)
    review(article)
    article.body = "<p>Other text.</p>"
    assert approvals_missing(article) == 1


def test_the_last_word_of_a_reviewer_counts(draft, review):
    article = draft(approvals_required=1)
    link = review(article)
    review(article, "changes", link)
    assert approvals_missing(article) == 1

    review(article, link=link)
    assert approvals_missing(article) == 0


def test_a_revoked_link_and_another_purpose_approve_nothing(draft, review):
    article = draft(approvals_required=1)
    review(article).revoke()
    review(article, purpose="preview")
    assert approvals_missing(article) == 1


def test_an_approval_outlives_its_link(draft, review):
    article = draft(approvals_required=1)
    link = review(article)
    ReadingLink.objects.filter(pk=link.pk).update(expires_at=timezone.now() - DAY)
    assert approvals_missing(article) == 0


# The whole


def test_facts_come_first_and_are_told_from_guesses(draft):
    found = check(draft(headline="x" * 111, standfirst=""))

    assert codes(blocking(found)) == ["standfirst"]
    assert codes(warnings(found)) == ["headline"]
    assert codes(found) == ["standfirst", "headline"]


def test_costs_the_same_however_long_the_text(
    draft, bare_photo, make_article, django_assert_max_num_queries
):
    pictures = "".join(figure(bare_photo()) for _number in range(8))
    links = "".join(
        f'<p><a href="/news/a{number}/">Boats</a> <a href="/news/topics/t{number}/">Help</a></p>'
        for number in range(40)
    )
    original = make_article("rope", language="fr")
    draft(pictures + links, approvals_required=1, translation_of=original)
    article = Article.objects.get(slug="draft")
    with django_assert_max_num_queries(10):
        found = check(article)
    assert codes(found).count("dead_link") == 80


def test_looks_at_what_is_not_saved_yet(press_contact, topic):
    article = Article(headline="New", body="<p>Text.</p>", press_contact=press_contact)
    found = check(article, topics=Topic.objects.all())

    assert set(codes(blocking(found))) == {"standfirst", "survivor"}
    assert "topics" not in codes(found)
    assert "topics" in codes(check(article))


@pytest.mark.parametrize(
    "body",
    [
        "<p>" + "1 000 " * 30_000 + "</p>",
        "<p>" + "1," * 90_000 + "</p>",
        "<p>" + " " * 190_000 + "</p>",
        "<p><a href='/'>" + "read more " * 18_000 + "</a></p>",
        "<p>a</p>" * 4_000,
    ],
    ids=["numbers", "commas", "spaces", "link", "paragraphs"],
)
def test_a_long_text_does_not_hold_up_the_desk(draft, body):
    article = draft()
    check(article)  # loads what is loaded once
    article.body = clean_body(body)

    takes_less_than(8, lambda: check(article))
