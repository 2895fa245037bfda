"""Migrations while the code of before still runs: what breaks it is said, with what to do."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.db.migrations import Migration, RunPython, RunSQL, SeparateDatabaseAndState
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    AlterModelTable,
    AlterUniqueTogether,
    CreateModel,
    DeleteModel,
    RemoveField,
    RenameField,
    RenameModel,
)
from django.db.migrations.state import ModelState, ProjectState

from ijmsite.upkeep import migration_lint
from ijmsite.upkeep.operations import AddIndexConcurrently
from news.models import Topic


def text(**options):
    return models.CharField(**{"max_length": 50} | options)


def state():
    fields = {"id": models.BigAutoField(primary_key=True), "name": text()}
    fields |= {"note": text(null=True), "kind": text(db_default="plain")}
    fields |= {"crew": models.IntegerField(null=True), "log": models.TextField(null=True)}
    fields |= {"draft": models.DecimalField(max_digits=5, decimal_places=2, null=True)}
    return ProjectState({("news", "boat"): ModelState("news", "Boat", fields.items())})


def judge(*operations, **attributes):
    attributes.setdefault("note", "Fills what is empty, in batches; both versions read it.")
    kind = type("Migration", (Migration,), {"operations": list(operations), **attributes})
    return migration_lint.judge(kind("0005_boats", "news"), state(), set(), {"0.2.0"})


def only_in_state(*operations):
    return SeparateDatabaseAndState(state_operations=list(operations))


def do(apps, editor):
    pass


INDEX = models.Index(fields=["name"], name="boat_name")
HAS_CREW = models.CheckConstraint(condition=models.Q(crew__gt=0), name="has_crew")
TO_PORT = models.ForeignKey("news.boat", models.CASCADE, null=True)
DROP = RunSQL("ALTER TABLE news_boat DROP COLUMN note", RunSQL.noop)

BREAKS = {
    "a field that must have a value": (AddField("boat", "port", text()), "db_default"),
    "a field with a default of Python alone": (
        AddField("boat", "port", text(default="home")),
        "null=True and fill it one release later",
    ),
    "a field with an index": (AddField("boat", "port", text(null=True, db_index=True)), "index"),
    "a key to another table": (AddField("boat", "port", TO_PORT), "AddIndexConcurrently"),
    "a field removed": (RemoveField("boat", "note"), "SeparateDatabaseAndState"),
    "a model deleted": (DeleteModel("Boat"), "SeparateDatabaseAndState"),
    "a column dropped": (DROP, "unused_since"),
    "a field renamed": (RenameField("boat", "name", "title"), "asks for the old name"),
    "a model renamed": (RenameModel("Boat", "Ship"), "asks for the old name"),
    "a table renamed": (AlterModelTable("boat", "ships"), "asks for the old name"),
    "NULL forbidden": (AlterField("boat", "note", text()), "stores NULL there"),
    "an index on a field": (AlterField("boat", "name", text(unique=True)), "gets an index"),
    "an index": (AddIndex("boat", INDEX), "AddIndexConcurrently"),
    "an index by hand": (
        RunSQL("create unique index a on news_boat (name)", RunSQL.noop),
        "AddIndexConcurrently",
    ),
    "a shorter text": (AlterField("boat", "name", text(max_length=40)), "longer ones"),
    "fewer digits": (
        AlterField("boat", "draft", models.DecimalField(max_digits=4, decimal_places=2, null=True)),
        "longer ones",
    ),
    "a text with a length": (AlterField("boat", "log", text(null=True)), "another type"),
    "a number in place of words": (
        AlterField("boat", "note", models.IntegerField(null=True)),
        "another type",
    ),
    "a longer number": (
        AlterField("boat", "crew", models.BigIntegerField(null=True)),
        "another type",
    ),
    "a condition": (AddConstraint("boat", HAS_CREW), "may store what it forbids"),
    "a pair that is there once": (AlterUniqueTogether("boat", {("name", "kind")}), "index"),
    "an index in a transaction": (AddIndexConcurrently("boat", INDEX), "atomic = False"),
    "a constraint with an index": (
        AddConstraint("boat", models.UniqueConstraint(fields=["name"], name="once")),
        "AddIndexConcurrently",
    ),
    "code without a way back": (RunPython(do), "could not go back"),
    "SQL without a way back": (RunSQL("UPDATE news_boat SET note = ''"), "could not go back"),
    "a column that stays and is not filled": (
        only_in_state(RemoveField("boat", "name")),
        "the new code does not fill it",
    ),
    "something within another operation": (
        SeparateDatabaseAndState(database_operations=[RenameField("boat", "name", "title")]),
        "asks for the old name",
    ),
}


@pytest.mark.parametrize(("operation", "remedy"), BREAKS.values(), ids=BREAKS)
def test_says_what_breaks_the_code_that_still_runs_and_what_to_do(operation, remedy):
    [said] = judge(operation)

    assert said.startswith("news.0005_boats: ")
    assert remedy in said


GOES = {
    "a field that may be empty": AddField("boat", "port", text(null=True)),
    "a field that the database fills": AddField("boat", "port", text(db_default="")),
    "a pair of tables": AddField("boat", "ports", models.ManyToManyField("news.boat")),
    "a longer text": AlterField("boat", "name", text(max_length=60)),
    "a text of any length": AlterField("boat", "name", models.TextField()),
    "another kind of words": AlterField("boat", "name", models.URLField(max_length=50)),
    "a pair that may be there twice": AlterUniqueTogether("boat", set()),
    "other words": AlterField("boat", "name", text(help_text="As painted on it.")),
    "NULL allowed": AlterField("boat", "name", text(null=True)),
    "code with a way back": RunPython(do, RunPython.noop),
    "out of the state alone": only_in_state(RemoveField("boat", "note")),
    "out of the state alone, filled": only_in_state(RemoveField("boat", "kind")),
    "a model out of the state alone": only_in_state(DeleteModel("Boat")),
}


@pytest.mark.parametrize("operation", GOES.values(), ids=GOES)
def test_lets_through_what_both_versions_can_live_with(operation):
    assert judge(operation) == []


def test_a_new_table_is_known_to_no_code_of_before():
    fields = [("id", models.BigAutoField(primary_key=True)), ("name", text())]

    assert (
        judge(
            CreateModel("Ship", fields),
            AddField("ship", "port", text()),
            AddIndex("ship", models.Index(fields=["name"], name="ship_name")),
        )
        == []
    )


def test_a_new_table_may_have_any_constraint():
    fields = [("id", models.BigAutoField(primary_key=True)), ("crew", models.IntegerField())]

    assert judge(CreateModel("Ship", fields), AddConstraint("ship", HAS_CREW)) == []


@pytest.mark.parametrize("operation", [RunPython(do, RunPython.noop), RunSQL("SELECT 1", "")])
@pytest.mark.parametrize("note", ["", "  "])
def test_code_says_why_both_versions_can_live_with_it(operation, note):
    [said] = judge(operation, note=note)

    assert "note = " in said
    assert judge(operation, note="", unused_since="0.2.0") == []


CONTRACTS = [RemoveField("boat", "note"), DeleteModel("Boat"), DROP]
CONTRACTS += [AlterField("boat", "note", text())]
CONTRACTS += [AlterField("boat", "name", text(max_length=40)), AddConstraint("boat", HAS_CREW)]


@pytest.mark.parametrize("operation", CONTRACTS)
def test_what_no_release_uses_any_more_may_go(operation):
    assert judge(operation, unused_since="0.2.0") == []
    assert any("no release of the changelog" in said for said in judge(operation, unused_since="9"))


def test_an_index_that_is_built_beside_goes_outside_of_a_transaction():
    assert judge(AddIndexConcurrently("boat", INDEX), atomic=False) == []


def test_judges_only_what_was_not_released(monkeypatch, tmp_path):
    monkeypatch.setattr(migration_lint, "RELEASED", tmp_path / "released.txt")
    # Before the first release nobody has anything to lose.
    assert migration_lint.problems() == []

    call_command("lint_migrations", release=True)
    assert migration_lint.problems() == []
    lines = migration_lint.RELEASED.read_text().splitlines()
    assert len(lines) == len(migration_lint.all_of_ours(MigrationLoader(None)))
    assert not [line for line in lines if line.startswith(("auth.", "sessions."))]

    # As if the lists had got their indexes after that release.
    lines.remove("news.0003_initial")
    migration_lint.RELEASED.write_text("\n".join(lines))
    with pytest.raises(CommandError, match=r"news\.0003_initial: .*AddIndexConcurrently"):
        call_command("lint_migrations")


@pytest.mark.django_db(transaction=True)
def test_an_index_is_built_beside_on_postgresql_and_at_once_on_sqlite():
    before = MigrationLoader(connection).project_state()
    index = models.Index(fields=["name_fr"], name="topic_for_this_test")
    operation = AddIndexConcurrently("topic", index)
    after = before.clone()
    operation.state_forwards("news", after)

    def indexes():
        with connection.cursor() as cursor:
            return connection.introspection.get_constraints(cursor, Topic._meta.db_table)

    with connection.schema_editor(atomic=False) as editor:
        operation.database_forwards("news", editor, before, after)
    assert "topic_for_this_test" in indexes()
    with connection.schema_editor(atomic=False) as editor:
        operation.database_backwards("news", editor, after, before)
    assert "topic_for_this_test" not in indexes()
