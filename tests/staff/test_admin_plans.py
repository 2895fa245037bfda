"""No list, search, number or chart of the admin reads or sorts a table that grows as a whole.

Shown by the plans of the database: on SQLite as they are, on PostgreSQL with what remains where
reading and sorting all is forbidden.
"""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from model_bakery import baker

from ijmsite.staff import audit
from news.indexing import index_text
from tests import plans
from tests.contacts.desk import inquiry
from tests.fundraisers.desk import put_aside, signup

from .long import PART, shortened  # noqa: F401 (a fixture)
from .people import member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shortened")]

GROWING = {
    *("news_article", "news_searchtext", "news_article_topics", "contacts_inquiry"),
    *("mail_message", "fundraisers_fundraiser", "staff_auditevent", "django_admin_log"),
    *("photos_photo", "privacy_consent", "privacy_receipt", "privacy_privacyrequest"),
}
# What is sorted or looked through here was cut before: the keys that a search found, and a part.
CUT = re.compile(r" IN \((SELECT U\d.* LIMIT \d+\)|%s|.*= ANY)", re.S)
FEW = {
    "a dozen groups, however many rows": r"COUNT\(.* GROUP BY ",
    "what journalists can read under embargo": r'"news_readinglink"',
    "what there is about one address": r'"address_hash" = ',
    "press contacts, each with its last mail": r'FROM "contacts_presscontact"',
    # Every second row is such a one: among the first few thousand are as many as are counted.
    "common ones, counted to the most": (
        r'COUNT\(.*"(language|state|template)"(::text)? (=|LIKE) .* LIMIT 6\)'
    ),
}

ARTICLES, INQUIRIES = "/admin/news/article/", "/admin/contacts/inquiry/"
MESSAGES, SIGN_UPS = "/admin/mail/message/", "/admin/fundraisers/fundraiser/"
AUDIT, PHOTOS = "/admin/staff/auditevent/", "/admin/photos/photo/"
WHERE = ["waiting", "mine", "unclaimed", "help", "answered", "suspected", "spam", "all"]
PLACES = ["waiting", "due", "under-way", "coming", "to-thank", "unreached", "aside", "all"]
STATES = ["draft", "in_review", "late", "scheduled", "embargoed", "published", "gone"]
SEARCHES = ["?q=rare", "?q=common", "?q=zzz"]
CHOOSE = "/admin/autocomplete/?app_label=news&model_name=article&field_name="
PAGES = [
    "/admin/",
    *(ARTICLES + query for query in ["", "?p=2", "?o=1", "?o=-1", "?o=2", "?o=-2", *SEARCHES]),
    *(ARTICLES + f"?state={state}" for state in STATES),
    *(
        ARTICLES + f"?{query}"
        for query in ["translation=one", "translation=none", "language__exact=fr"]
    ),
    *(INQUIRIES + query for query in ["", "?where=all&p=2", "figures/", *SEARCHES]),
    *(INQUIRIES + f"?where={where}" for where in WHERE),
    *(
        INQUIRIES + f"?where={where}&o={o}"
        for where in ["waiting", "all"]
        for o in ["1", "-1", "3"]
    ),
    *(MESSAGES + query for query in ["", "?p=2", "?progress=waiting", *SEARCHES]),
    *(MESSAGES + f"?state__exact={state}" for state in ["queued", "sent", "failed"]),
    *(SIGN_UPS + query for query in ["", "figures/", *SEARCHES]),
    *(SIGN_UPS + f"?where={where}" for where in PLACES),
    *(AUDIT + query for query in ["", "?p=2", "?action__exact=claim", *SEARCHES]),
    AUDIT + "?actor__id__exact=1",
    *(PHOTOS + query for query in ["", "?consent=ending", "?o=3", "?o=-3", *SEARCHES]),
    *(CHOOSE + f"{name}&term=common" for name in ["related_by_hand", "translation_of", "photo"]),
    *(f"/admin/privacy/{name}/" for name in ["consent", "receipt", "privacyrequest"]),
    *(f"/admin/privacy/{name}/?q=a@b.example" for name in ["consent", "privacyrequest"]),
    *("/admin/privacy/privacyrequest/?where=all", "/admin/contacts/presscontact/"),
]


@pytest.fixture(autouse=True)
def rows():
    """Store more of everything than is counted, and one that a search finds once."""
    now, day = timezone.now(), timedelta(days=1)
    picture = {"role": "picture", "width": 320, "height": 180, "name": "x", "format": "webp"}
    for number in range(PART + 2):
        word = "rare" if number == 0 else "common"
        moment = now - number * day
        article = baker.make(
            "news.Article", slug=f"a{number}", headline=word, status="published", publish_at=moment
        )
        index_text(article)
        inquiry(name=word, received_at=moment)
        inquiry(name=word, received_at=moment, status="answered")
        welcome = baker.make("mail.Message", subject=word, state="failed", ended_at=now)
        baker.make("mail.Message", subject=word, state="queued")
        signup(name=word, welcome=welcome)
        put_aside(name=word)
        baker.make("photos.Photo", title=word, renditions=[picture])
        audit.record(audit.Action.CLAIM, article, None)


def faults(sql, params):
    is_small = CUT.search(sql) or any(re.search(few, sql, re.S) for few in FEW.values())
    if is_small or not GROWING & {*re.findall(r'"(\w+)"', sql)}:
        return []
    if connection.vendor == "postgresql":
        return [said for said in plans.faults(sql, params, {}) if is_of_what_grows(said)]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        lines = [row[3] for row in cursor.fetchall()]
    names = {alias: table for table, alias in plans.TABLE.findall(sql) if alias}
    tables = "|".join(GROWING | {alias for alias in names if names[alias] in GROWING})
    # With an index it is a walk in the order of the list, to its first rows.
    wrong = re.compile(rf"SCAN ({tables})$|USE TEMP B-TREE FOR (ORDER BY|LAST|RIGHT)")
    return [line for line in lines if wrong.search(line)]


def is_of_what_grows(said):
    return said == "sorts" or any(said.endswith(f" {table}") for table in GROWING)


def found_on(client, page):
    with plans.asked() as questions:
        assert client.get(page).status_code == 200
    return [(said, sql) for sql, params in questions for said in faults(sql, params)]


@pytest.mark.parametrize("page", PAGES)
def test_reads_and_sorts_nothing_that_grows(client, administrator, page):
    assert found_on(client, page) == []


@pytest.mark.parametrize("page", ["/admin/", MESSAGES, AUDIT, MESSAGES + "?q=common"])
@pytest.mark.parametrize("role", ["PR lead", "Fundraising"])
def test_nor_where_one_sees_only_a_part_of_it(client, role, page):
    client.force_login(member(role))

    assert found_on(client, page) == []


@pytest.mark.parametrize(
    ("index", "page"),
    [
        ("inquiry_waiting_by_urgency", INQUIRIES),
        ("inquiry_by_deadline", INQUIRIES + "?where=all&o=1"),
        ("article_by_headline", ARTICLES + "?o=1"),
    ],
)
def test_a_missing_index_would_be_seen(client, administrator, index, page):
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX {index}")

    assert found_on(client, page)


@pytest.mark.parametrize(
    ("page", "most"),
    [
        *[(ARTICLES, 9), (INQUIRIES, 6), (MESSAGES, 6), (SIGN_UPS, 6), (PHOTOS, 7), (AUDIT, 20)],
        *[(path + "?q=common", 12) for path in [ARTICLES, INQUIRIES, MESSAGES, SIGN_UPS, PHOTOS]],
    ],
)
def test_costs_a_fixed_number_of_queries(
    client, administrator, django_assert_max_num_queries, page, most
):
    with django_assert_max_num_queries(most):
        client.get(page)
