"""From SQLite into PostgreSQL: every row, in one piece, or a clear sentence and nothing."""

import os
import subprocess
import sys
from io import StringIO
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings as site
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from psycopg.sql import SQL, Identifier

from contacts.models import Inquiry
from ijmsite.privacy.models import Consent
from ijmsite.upkeep import copying
from ijmsite.upkeep.files import UpkeepError
from ijmsite.web.models import ContentVersion
from news.indexing import index_text
from news.models import Article, Topic
from tests.run import POSTGRES

pytestmark = [pytest.mark.engine("sqlite"), pytest.mark.django_db]


def administer(*statements):
    with psycopg.connect(POSTGRES, autocommit=True) as server:
        for statement in statements:
            server.execute(statement)


@pytest.fixture
def new_database():
    """Return a function that makes a database on the server and returns its URL."""
    made = []

    def make(template="template1"):
        name = f"copy_{uuid4().hex}"
        administer(SQL("CREATE DATABASE {} TEMPLATE {}").format(*map(Identifier, [name, template])))
        made.append(name)
        return POSTGRES.rpartition("/")[0] + f"/{name}"

    try:
        administer()
    except psycopg.OperationalError:
        pytest.skip("no PostgreSQL on this machine")
    yield make
    administer(*(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)) for name in made))


@pytest.fixture(scope="session")
def with_tables():
    """Return the name of a database that has our tables: to make them takes some seconds."""
    name = f"copy_tables_{uuid4().hex}"
    administer(SQL("CREATE DATABASE {}").format(Identifier(name)))
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=site.BASE_DIR,
        env=os.environ | {"DATABASE_URL": POSTGRES.rpartition("/")[0] + f"/{name}"},
        check=True,
    )
    yield name
    administer(SQL("DROP DATABASE {}").format(Identifier(name)))


@pytest.fixture
def other(new_database, with_tables, monkeypatch):
    """Return the URL of a database that has our tables, and no rows of ours."""
    monkeypatch.setattr(copying, "migrate", lambda url: None)
    return new_database(with_tables)


@pytest.fixture
def newsroom(post_inquiry, inquiry_data, post_signup, signup_data):
    """Keep some rows of every kind: texts, numbers, times, JSON, links, proofs."""
    topic = Topic.objects.create(name="Boats", name_fr="Bateaux", slug="boats")
    for number in range(3):
        article = Article.objects.create(
            headline=f"Boats “{number}” – œuvre\t\\N", slug=f"boats-{number}", body="<p>Łódź.</p>"
        )
        article.topics.add(topic)
        index_text(article)
    article.related_by_hand.add(Article.objects.first())
    assert post_inquiry(inquiry_data).status_code == 303
    assert post_signup(signup_data | {"news_consent": "on"}).status_code == 303
    assert Consent.objects.exists()


def copy(url):
    said = StringIO()
    call_command("copy_database", url, stdout=said)
    return said.getvalue()


def numbers(url):
    """Return how many rows each table has there."""
    with copying.connected(url):
        return {
            table._meta.db_table: table._base_manager.using(copying.THERE).count()
            for table in copying.tables()
            if table not in copying.SEEDED
        }


@pytest.mark.ci
@pytest.mark.slow
def test_everything_is_there_and_works(newsroom, new_database):
    url = new_database()
    said = copy(url)

    assert "3  news_article" in said
    with copying.connected(url) as there:
        using = copying.THERE
        assert list(Article.objects.using(using).order_by("pk").values()) == list(
            Article.objects.order_by("pk").values()
        )
        assert Inquiry.objects.using(using).get().received_at == Inquiry.objects.get().received_at
        before = ContentVersion.objects.get().number
        after = ContentVersion.objects.using(using).get().number
        assert after > before
        # The keys go on.
        new = Article.objects.using(using).create(headline="New", slug="new")
        assert new.pk > Article.objects.order_by("-pk").first().pk
        assert ContentVersion.objects.using(using).get().number > after
        with there.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM news_searchtext WHERE words @@ 'hboats'::tsquery")
            assert cursor.fetchone() == (3,)
        with pytest.raises(IntegrityError), transaction.atomic(using):
            Consent.objects.using(using).update(purpose="other")
        with pytest.raises(IntegrityError), transaction.atomic(using):
            Consent.objects.using(using).all()._raw_delete(using)


@pytest.mark.ci
def test_a_second_time_finds_all_there_and_does_nothing(newsroom, other):
    copy(other)
    before = numbers(other)

    assert "Everything is there already" in copy(other)
    assert numbers(other) == before


@pytest.mark.ci
def test_refuses_a_database_that_holds_anything_else(newsroom, other):
    copy(other)
    before = numbers(other)
    Article.objects.create(headline="Later", slug="later")

    with pytest.raises(CommandError, match="holds other data: there are rows in"):
        copy(other)
    assert numbers(other) == before


@pytest.mark.ci
def test_refuses_a_database_of_something_else(newsroom, new_database):
    url = new_database()
    with psycopg.connect(url, autocommit=True) as database:
        database.execute("CREATE TABLE wp_posts ()")

        with pytest.raises(CommandError, match="holds other data: it has a table wp_posts"):
            copy(url)
        found = database.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        assert found.fetchall() == [("wp_posts",)]


@pytest.mark.ci
def test_broken_off_it_leaves_nothing_and_can_begin_again(newsroom, other, monkeypatch):
    copy_table = copying.copy_table

    def stop(model, *args):
        if model is Article:
            raise KeyboardInterrupt
        return copy_table(model, *args)

    with monkeypatch.context() as patch:
        patch.setattr(copying, "copy_table", stop)
        with pytest.raises(CommandError, match="Broken off"):
            copy(other)

    assert set(numbers(other).values()) == {0}
    assert "3  news_article" in copy(other)


REFUSED = {"longer than its field": "Secret " * 60, "with a zero": "Secret\0"}


@pytest.mark.ci
@pytest.mark.parametrize("headline", REFUSED.values(), ids=REFUSED)
def test_says_which_table_has_a_row_that_is_refused(newsroom, other, headline):
    # SQLite takes it.
    Article.objects.filter(slug="boats-1").update(headline=headline)

    with pytest.raises(CommandError, match="A row of news_article is refused") as caught:
        copy(other)
    assert "Secret" not in str(caught.value)
    assert set(numbers(other).values()) == {0}


@pytest.mark.ci
def test_a_row_that_is_lost_on_the_way_is_noticed(newsroom, other, monkeypatch):
    """The control: a comparison that could not fail would prove nothing."""
    copy_table = copying.copy_table

    def lose(model, there, say):
        digest = copy_table(model, there, say)
        if model is Topic:
            with there.cursor() as cursor:
                cursor.execute("UPDATE news_topic SET name_fr = 'Bateau'")
        return digest

    monkeypatch.setattr(copying, "copy_table", lose)
    with pytest.raises(CommandError, match="The rows of news_topic are others than here"):
        copy(other)
    assert set(numbers(other).values()) == {0}


def test_names_what_it_can_copy_to():
    with pytest.raises(UpkeepError, match="Name a database of PostgreSQL"):
        copying.copy_to("sqlite:////tmp/other.sqlite3", print)


def test_a_server_that_does_not_answer_is_a_sentence():
    with pytest.raises(UpkeepError, match="did not do it"):
        copying.copy_to("postgres://nobody@127.0.0.1:1/nothing", print)


@pytest.mark.ci
def test_asks_for_the_migrations_first(other):
    MigrationRecorder(connection).record_unapplied("web", "0001_initial")

    with pytest.raises(CommandError, match="run `manage.py migrate` first"):
        copy(other)


def test_a_checksum_knows_every_value_and_no_order():
    rows = [(1, {"a": 1, "b": None}, "é"), (2, {}, ""), (2, {}, "")]

    def total(rows):
        digest = copying.Digest()
        for row in rows:
            digest.add(row)
        return digest

    assert total(rows) == total(rows[::-1])
    assert total(rows) != total(rows[:2])
    assert total(rows) != total([*rows[:2], (2, {}, " ")])
    assert total([(1, "2")]) != total([("1", 2)])
