"""What a reviewer says by a reading link counts for exactly the text that was read."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from ijmsite.mail.models import Message
from ijmsite.photos.models import Photo
from ijmsite.staff.models import AuditEvent
from news.models import Article, ReadingLink, Review
from news.reading.approvals import given
from news.reading.services import make_link
from tests.staff.people import member

pytestmark = pytest.mark.django_db

CHANGED = "The text has changed since you opened it"


@pytest.fixture
def lead(db):
    return member("PR lead")


@pytest.fixture
def article(make_article):
    return make_article(
        "boats", headline="Boats", status="in_review", publish_at=None, approvals_required=2
    )


@pytest.fixture
def reviewer(client, article, lead, from_our_page):
    """Return a function that makes an approval link and answers like its reader."""

    class Reviewer:
        def __init__(self, name="Noor Haddad", **fields):
            self.link, address = make_link(
                article,
                lead,
                purpose="approval",
                reader_name=name,
                days=timedelta(days=7),
                **fields,
            )
            self.path = "/" + address.split("/", 3)[3]

        def read(self):
            response = client.get(self.path)
            self.fingerprint = response.context["form"].initial["fingerprint"]
            return response.text

        def say(self, decision, comment="", headers=from_our_page, **fields):
            data = {"decision": decision, "comment": comment, "fingerprint": self.fingerprint}
            return client.post(self.path, data | fields, headers=headers)

        def approve(self):
            self.read()
            return self.say("approved")

    return Reviewer


def edit(article, **fields):
    article = Article.objects.get(pk=article.pk)
    for name, value in ({"headline": "Boats at dawn"} | fields).items():
        setattr(article, name, value)
    article.save()
    return article


def test_an_approval_is_bound_to_the_text_and_its_revision(article, reviewer):
    noor = reviewer()
    assert "Please read the text below" in noor.read()
    response = noor.say("approved", "Well done.")
    review = Review.objects.get()

    assert (response.status_code, response["Location"]) == (303, noor.path)
    assert not response.cookies
    assert review.link == noor.link
    assert review.comment == "Well done."
    assert review.fingerprint == article.fingerprint
    assert review.revision == article.history.first()
    assert "you approved this text" in noor.read()
    assert given(article) == 1


def test_the_press_office_is_told_without_the_text(article, reviewer, client, lead):
    reviewer().approve()
    message = Message.objects.get()
    event = AuditEvent.objects.get(action="review")

    assert message.to == "press@newsroom.example"
    assert "Noor Haddad" in message.text
    assert f"/admin/news/article/{article.pk}/change/#reading-links" in message.text
    assert "Boats" not in message.subject + message.text
    assert event.actor is None
    assert event.details == {
        "link": ReadingLink.objects.get().pk,
        "decision": "approved",
        "address_seen_by": str(lead),
    }

    client.force_login(lead)
    html = client.get(reverse("admin:news_article_change", args=[article.pk])).text
    assert "Approved this text" in html
    assert "1 approval of this text, of 2 that it needs." in html


def test_changes_are_asked_for_with_a_comment(article, reviewer, client, lead):
    noor = reviewer()
    noor.read()
    response = noor.say("changes")
    assert response.status_code == 200
    assert "Please say what should be changed." in response.text
    assert "<title>Error:" in response.text
    assert not Review.objects.exists()

    comment = "The boats are <b>five</b>, not four."
    noor.say("changes", comment)
    assert Review.objects.get().comment == comment
    assert given(article) == 0
    assert "you asked for changes" in noor.read()

    client.force_login(lead)
    html = client.get(reverse("admin:news_article_change", args=[article.pk])).text
    assert "Asks for changes" in html
    assert "The boats are &lt;b&gt;five&lt;/b&gt;, not four." in html


@pytest.mark.matrix
@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"decision": "maybe"}, 200),
        ({"decision": ""}, 200),
        ({"comment": "x" * 2001}, 200),
        ({"comment": "a\0b"}, 200),
        ({"comment": "a\u202eb"}, 200),
        ({"fingerprint": ""}, 409),
        ({"fingerprint": "0" * 64}, 409),
        ({"fingerprint": "é\0" * 99}, 200),
    ],
)
def test_an_odd_answer_is_refused_and_what_was_typed_stays(reviewer, fields, status):
    noor = reviewer()
    noor.read()
    response = noor.say(**{"decision": "approved", "comment": "Kept."} | fields)

    assert response.status_code == status
    assert "There is a problem" in response.text
    assert fields.get("comment", "Kept.").strip("\0") in response.text or "\0" in str(fields)
    assert not Review.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"headline": "Boats at dawn"},
        {"standfirst": "Other."},
        {"body": "<p>Other.</p>"},
        {"photo_alt": "Other."},
    ],
)
def test_an_edit_voids_the_approval_and_the_page_says_so(article, reviewer, fields):
    noor = reviewer()
    noor.approve()
    edited = edit(article, **fields)

    assert given(edited) == 0
    assert "was for an earlier text" in noor.read()
    noor.say("approved")
    assert given(edited) == 1


def shown(photo):
    return f'<figure data-photo="{photo.pk}"><figcaption></figcaption></figure>'


@pytest.mark.parametrize("is_pinned", [False, True])
@pytest.mark.parametrize("is_on_top", [True, False])
@pytest.mark.parametrize("name", ["caption", "caption_fr", "credit"])
def test_other_words_below_a_picture_void_the_approval(
    article, reviewer, make_photo, name, is_on_top, is_pinned
):
    photo, other = make_photo(), make_photo()
    article = edit(article, **({"photo": photo} if is_on_top else {"body": shown(photo)}))
    noor = reviewer(is_pinned=is_pinned)
    noor.approve()
    Photo.objects.filter(pk=other.pk).update(**{name: "Other."})
    assert given(article) == 1

    Photo.objects.filter(pk=photo.pk).update(**{name: "Other."})
    assert given(article) == 0
    assert noor.say("approved").status_code == 409
    noor.approve()
    assert given(article) == 1


def test_a_fingerprint_costs_one_query_and_counts_unknown_pictures_as_absent(
    bare_photo, django_assert_num_queries
):
    photos = [bare_photo() for _number in range(5)]
    article = Article(headline="New", photo=photos[0], body="".join(map(shown, photos)))
    with django_assert_num_queries(1):
        before = article.fingerprint
    with django_assert_num_queries(0):
        assert Article(headline="New").fingerprint != before
    Photo.objects.filter(pk=photos[4].pk).delete()

    assert article.fingerprint != before


def test_an_edit_of_what_readers_do_not_read_voids_nothing(article, reviewer):
    reviewer().approve()

    assert given(edit(article, headline="Boats", publish_at=timezone.now())) == 1


def test_a_text_that_is_back_is_approved_again(article, reviewer):
    reviewer().approve()
    edit(article)

    assert given(edit(article, headline="Boats")) == 1


def test_an_answer_to_an_older_text_is_refused_kindly(article, reviewer):
    noor = reviewer()
    noor.read()
    edit(article)
    response = noor.say("changes", "Kept word for word.")

    assert response.status_code == 409
    assert CHANGED in response.text
    assert "Boats at dawn" in response.text
    assert "Kept word for word." in response.text
    assert not Review.objects.exists()
    # The form that came back is of the new text.
    fingerprint = response.context["form"]["fingerprint"].value()
    assert noor.say("approved", fingerprint=fingerprint).status_code == 303


def test_a_pinned_approval_is_void_after_an_edit(article, reviewer):
    noor = reviewer(is_pinned=True)
    noor.approve()
    assert given(article) == 1
    edited = edit(article)

    assert given(edited) == 0
    html = noor.read()
    assert "The article has been changed since" in html
    assert "you approved this text" in html
    noor.say("changes", "Once more, please.")
    assert Review.objects.first().revision == noor.link.revision
    assert given(edited) == 0


def test_each_reader_counts_once_by_the_last_word(article, reviewer):
    noor, ada = reviewer(), reviewer("Ada Roy")
    noor.approve()
    noor.read()
    noor.say("approved", "Really.")
    assert given(article) == 1
    ada.approve()
    assert given(article) == 2
    ada.say("changes", "On second thoughts: five boats.")
    assert given(article) == 1


def test_the_same_answer_twice_is_one(reviewer):
    noor = reviewer()
    noor.approve()
    noor.say("approved")

    assert Review.objects.count() == 1
    assert Message.objects.count() == 1


def test_what_was_said_stands_when_the_link_has_ended(article, reviewer):
    noor = reviewer()
    noor.approve()
    ReadingLink.objects.update(expires_at=timezone.now())

    assert given(article) == 1


def test_what_was_said_by_a_revoked_link_does_not_count(article, reviewer, client, lead):
    noor = reviewer()
    noor.approve()
    noor.link.revoke()

    assert given(article) == 0
    client.force_login(lead)
    html = client.get(reverse("admin:news_article_change", args=[article.pk])).text
    assert "no longer counts, as the link was revoked" in html


def test_other_articles_and_other_links_approve_nothing(
    article, reviewer, make_article, client, lead, from_our_page
):
    noor = reviewer()
    noor.approve()
    other = make_article("other", status="draft", publish_at=None)
    link, address = make_link(
        other, lead, purpose="preview", reader_name="Eve", days=timedelta(days=1)
    )
    answer = {"decision": "approved", "fingerprint": other.fingerprint}
    response = client.post("/" + address.split("/", 3)[3], answer, headers=from_our_page)

    assert response.status_code == 405
    assert given(other) == 0


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {}])
def test_an_answer_from_elsewhere_is_refused_with_the_text_kept(reviewer, headers):
    noor = reviewer()
    noor.read()
    response = noor.say("changes", "Kept.", headers=headers)

    assert response.status_code == 403
    assert "Kept." in response.text
    assert not Review.objects.exists()


def test_an_unsaved_edit_is_not_what_was_approved(article, reviewer, client, lead):
    """The change page, shown again with an error, speaks of the text in the database."""
    reviewer().approve()
    client.force_login(lead)
    page = reverse("admin:news_article_change", args=[article.pk])
    response = client.post(page, {"headline": "Typed", "body": "<p>Typed.</p>"})

    assert response.status_code == 200
    assert "Approved this text" in response.text


def test_the_whole_history_of_answers_is_shown(article, reviewer, client, lead):
    noor = reviewer()
    noor.read()
    noor.say("changes", "Five boats.")
    edit(article)
    noor.approve()
    client.force_login(lead)
    html = client.get(reverse("admin:news_article_change", args=[article.pk])).text

    assert html.index("Approved this text") < html.index("Asks for changes")
