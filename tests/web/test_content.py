"""The database counts every change of what readers see, in the transaction that makes it."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from contacts.models import PressContact
from ijmsite.pages.models import Banner
from ijmsite.web import rates
from ijmsite.web.content import next_moment, tables, unwatch, version_reader, watch
from ijmsite.web.models import ContentVersion
from news.models import Article, Correction, Redirect, Topic
from tests.doors import ask

from .kept import add_all_that_pages_show, addresses, tables_read

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def number():
    readers = [version_reader()]
    yield lambda: readers[0]()
    # Its connection to the database ends before that is removed.
    readers.clear()


def test_watches_each_table_that_a_kept_page_reads_and_no_other(django, sample):
    add_all_that_pages_show()
    asked, read = addresses(), set()
    with tables_read(read):
        answers = {address: ask(django, address).status for address in asked}

    assert {"/news/former/": ask(django, "/news/former/").status} == {"/news/former/": 301}
    assert set(answers.values()) == {200, 301, 404, 410}, answers
    assert len(asked) > 100
    # The press page, which is not kept, has texts of its own.
    assert read == set(tables()) - {"contacts_boilerplate"}


def triggers():
    if connection.vendor == "postgresql":
        query = """
            SELECT tgrelid::regclass::text, tgname FROM pg_trigger
            JOIN pg_proc ON pg_proc.oid = tgfoid WHERE starts_with(proname, 'web_')
        """
    else:
        query = "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE %s"
    like = [] if connection.vendor == "postgresql" else ["%web_contentversion%"]
    with connection.cursor() as cursor:
        cursor.execute(query, like)
        return sorted(cursor.fetchall())


def test_each_table_has_its_triggers_once():
    before = triggers()
    watch(connection)

    assert triggers() == before
    events = 2 if connection.vendor == "postgresql" else 3
    assert sorted(table for table, _ in before if table in tables()) == sorted(tables() * events)


@pytest.mark.engine("sqlite")
def test_triggers_are_back_after_a_migration_that_makes_a_table_anew(number):
    before = triggers()
    with connection.schema_editor() as editor:
        editor._remake_table(Banner)
    assert triggers() != before
    call_command("migrate", verbosity=0)

    assert triggers() == before
    counted = number()
    Banner.objects.create(headline="Matched", text="Twice.")
    assert number() > counted


def execute(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


CHANGES = {
    "create": lambda article: Topic.objects.create(slug="ships", name="Ships"),
    "bulk create": lambda article: Topic.objects.bulk_create([Topic(slug="ships", name="Ships")]),
    "insert or ignore": lambda article: Topic.objects.bulk_create(
        [Topic(slug="ships", name="Ships")], ignore_conflicts=True
    ),
    "save": lambda article: article.save(),
    "update": lambda article: Article.objects.update(headline="Two boats"),
    "raw SQL": lambda article: execute("UPDATE news_topic SET name = 'Ships'"),
    "raw SQL that deletes": lambda article: execute("DELETE FROM news_article_topics"),
    "delete": lambda article: Topic.objects.all().delete(),
    "cascade": lambda article: article.delete(),
    "relation added": lambda article: article.related_by_hand.add(article),
    "relation cleared": lambda article: article.topics.clear(),
    "a row of another": lambda article: Redirect.objects.create(path="/old/", article=article),
    "in a transaction of a transaction": lambda article: in_two_transactions(article),
}


def in_two_transactions(article):
    with transaction.atomic(), transaction.atomic():
        article.topics.clear()


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_counts(number, article, change):
    before = number()
    change(article)

    assert number() > before


@pytest.mark.engine("postgresql")
def test_counts_a_table_that_is_emptied(number, article):
    before = number()
    execute("TRUNCATE news_correction")

    assert number() > before


@pytest.mark.engine("sqlite")
def test_counts_a_row_that_is_replaced(number, article):
    before = number()
    execute("INSERT OR REPLACE INTO news_topic SELECT * FROM news_topic")

    assert number() > before


def test_nobody_sees_a_number_before_the_commit(number, article):
    before = number()
    with transaction.atomic():
        article.topics.clear()
        assert number() == before
    assert number() > before


def change_and_roll_back(article):
    with transaction.atomic():
        article.topics.clear()
        transaction.set_rollback(True)


def test_counts_nothing_that_is_rolled_back(number, article):
    before = number()
    change_and_roll_back(article)

    assert article.topics.exists()
    assert number() == before


def test_counts_nothing_that_is_rolled_back_to_a_savepoint(number, article):
    before = number()
    with transaction.atomic():
        change_and_roll_back(article)
    assert number() == before


def test_counts_what_follows_a_savepoint_that_is_rolled_back(number, article):
    before = number()
    with transaction.atomic():
        change_and_roll_back(article)
        Article.objects.update(headline="Two boats")
    assert number() > before


def test_counts_nothing_that_no_reader_sees(number, article):
    before = number()
    rates.count("something", "somebody", limit=9, per=timedelta(hours=1))
    Article.objects.filter(slug="nothing").update(headline="Two boats")

    assert number() == before


@pytest.mark.engine("postgresql")
def test_counts_a_transaction_once_however_many_rows_it_has(number):
    before = number()
    with transaction.atomic():
        Topic.objects.bulk_create(Topic(slug=f"{n}", name=f"{n}") for n in range(1000))
        Topic.objects.filter(slug="7").delete()

    assert number() == before + 1


def test_is_not_known_without_its_row(number):
    from ijmsite.web.models import ContentVersion

    ContentVersion.objects.all().delete()
    assert version_reader()() is None
    assert number() is None
    watch(connection)
    assert number() is not None


def test_the_next_moment_is_no_later_than_our_midnight(settings):
    settings.TIME_ZONE = "America/Toronto"
    now = timezone.now().replace(microsecond=0)
    with timezone.override("Asia/Tokyo"):
        moment = next_moment(now)

    assert now < moment <= now + timedelta(hours=25)


def test_a_contact_and_a_correction_are_content(number, article):
    before = number()
    contact = PressContact.objects.create(name="Petra", title="Officer", phone="519.679.5030")
    between = number()
    PressContact.objects.filter(pk=contact.pk).update(away_from=timezone.localdate())
    after = number()
    Correction.objects.create(article=article, note="Two.", made_at=timezone.now())

    assert before < between < after < number()


def test_a_number_that_begins_anew_is_none_that_was_before():
    before = ContentVersion.objects.get().number
    ContentVersion.objects.all().delete()
    watch()

    assert ContentVersion.objects.get().number > before + 1_000_000


@pytest.mark.engine("sqlite")
def test_what_changed_while_nothing_was_counted_is_counted_with_the_triggers():
    before = ContentVersion.objects.get().number
    unwatch()
    Topic.objects.create(slug="missed", name="Missed")
    assert ContentVersion.objects.get().number == before
    watch()

    assert ContentVersion.objects.get().number > before
