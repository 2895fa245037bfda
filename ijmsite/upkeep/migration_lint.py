"""What a migration after a release must not do, since code of before still runs while it does.

A deploy without a pause goes in three steps: expand (the database takes what both versions of the
code write), deploy, and, one release later, contract (what no code uses any more goes). A migration
that contracts names the release since which nothing uses it: `unused_since = "0.3.0"`.
One with SQL or functions, which nobody can judge by reading operations, says in its `note` why both
versions of the code can live with it.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db.migrations import Migration, operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import BaseConstraint, Field, UniqueConstraint

from .operations import AddIndexConcurrently

RELEASED = Path(__file__).with_name("released.txt")
VERSION = re.compile(r"^## \[?(\d+\.\d+[\w.]*)", re.MULTILINE)
TAKES_AWAY = re.compile(r"\bDROP\s+(COLUMN|TABLE)\b|\bSET\s+NOT\s+NULL\b", re.IGNORECASE)
MAKES_INDEX = re.compile(r"\bCREATE\s+(UNIQUE\s+)?INDEX\s+(?!CONCURRENTLY\b)", re.IGNORECASE)

CONTRACT = (
    "the code that still runs uses it. First take it out of the code and, by "
    "SeparateDatabaseAndState, out of the state alone; one release later drop it by RunSQL in a "
    'migration with unused_since = "the release without it".'
)
LOCKS = (
    "PostgreSQL would let nobody write to the table until it is built. Use AddIndexConcurrently of "
    "ijmsite.upkeep.operations, in a migration of its own with atomic = False."
)
LATER = (
    "First let the code keep to it; one release later do this, with unused_since = "
    '"the release that keeps to it".'
)
ANOTHER_TYPE = (
    "it becomes another type, which the code that still runs does not write, and PostgreSQL would "
    "let nobody read the table until it is written anew. Add a field of the new type, fill it, and "
    "take the old one away later."
)
NO_NOTE = (
    "nobody but its author knows whether the code that still runs can live with it, and how long "
    'it keeps others waiting. Say both in the migration: note = "…".'
)
NO_WAY_BACK = (
    "a release that fails could not go back. Say how: RunPython.noop where nothing is due."
)

# What both engines keep as text with a length, and how long something may be.
WITH_LENGTH = {"CharField", "FileField", "FilePathField", "SlugField"}
LENGTHS = ["max_length", "max_digits", "decimal_places"]

Names = set[tuple[str, str]]


def released() -> Names:
    """Return the migrations that some machine may have made by now, as app and name."""
    lines = RELEASED.read_text().split() if RELEASED.exists() else []
    return {(app, name) for app, _dot, name in (line.partition(".") for line in lines)}


def versions() -> set[str]:
    """Return the releases that the changelog tells of."""
    return set(VERSION.findall((settings.BASE_DIR / "CHANGELOG.md").read_text()))


def all_of_ours(loader: MigrationLoader) -> list[tuple[str, str]]:
    """Return the migrations of this project, in the order in which they are made."""
    ours = {
        config.label
        for config in apps.get_app_configs()
        if settings.BASE_DIR in Path(config.path).parents and "site-packages" not in config.path
    }
    plan: list[tuple[str, str]] = []
    for leaf in loader.graph.leaf_nodes():
        plan += [key for key in loader.graph.forwards_plan(leaf) if key not in plan]
    return [key for key in plan if key[0] in ours]


def problems() -> list[str]:
    """Return a sentence for whatever the migrations since the last release must not do."""
    if not (old := released()):
        return []  # Nobody has any data to lose.
    loader = MigrationLoader(None)
    new = [loader.graph.nodes[key] for key in all_of_ours(loader) if key not in old]
    made: Names = set()
    found = []
    for migration in new:
        before = loader.project_state((migration.app_label, migration.name), at_end=False)
        found += judge(migration, before, made, versions())
    return found


def judge(migration: Migration, before: ProjectState, made: Names, known: set[str]) -> list[str]:
    """Return what is wrong with a migration.

    `made` are the tables, as app and model, that are as new as itself, to which it adds its own;
    `known` are the releases.
    """
    state, found = before.clone(), []
    since = getattr(migration, "unused_since", "")
    if since and since not in known:
        found.append(f'unused_since = "{since}" is no release of the changelog.')
    for operation in migration.operations:
        found += look_at(operation, migration, state, made, is_contract=since in known)
        operation.state_forwards(migration.app_label, state)
    return [f"{migration.app_label}.{migration.name}: {said}" for said in found]


def look_at(
    operation: Operation,
    migration: Migration,
    state: ProjectState,
    made: Names,
    *,
    is_contract: bool,
) -> Iterator[str]:
    if isinstance(operation, operations.SeparateDatabaseAndState):
        for one in operation.database_operations:
            yield from look_at(one, migration, state, made, is_contract=is_contract)
        for one in operation.state_operations:
            yield from look_at_state(one, migration, state)
        return
    if isinstance(operation, operations.CreateModel):
        made.add((migration.app_label, operation.name_lower))
        return
    if isinstance(operation, operations.RunPython | operations.RunSQL):
        yield from look_at_code(operation, migration, is_contract)
        return
    name = getattr(operation, "model_name_lower", "") or getattr(operation, "name_lower", "")
    if (migration.app_label, name) in made:
        return  # No code of before knows the table.
    says = operation.describe()
    match operation:
        case operations.AddField(field=field) if not field.many_to_many:
            if not (field.null or field.has_db_default() or field.generated):
                yield (
                    f"{says}: the code that still runs cannot store a row without it. Give it a "
                    "db_default, or null=True and fill it one release later."
                )
            if has_index(field):
                yield f"{says}: it has an index, and {LOCKS}"
        case operations.AlterField(field=field):
            old = state.models[migration.app_label, name].fields[operation.name]
            if old.null and not field.null and not is_contract:
                yield (
                    f"{says}: the code that still runs stores NULL there. Let the code always "
                    "write it, fill the rows, and forbid NULL one release later, with unused_since "
                    '= "the release that writes it".'
                )
            if has_index(field) and not has_index(old):
                yield f"{says}: it gets an index, and {LOCKS}"
            if is_another_type(old, field):
                yield f"{says}: {ANOTHER_TYPE}"
            elif is_shorter(old, field) and not is_contract:
                yield f"{says}: the code that still runs stores longer ones there. {LATER}"
        case operations.RenameField() | operations.RenameModel() | operations.AlterModelTable():
            yield (
                f"{says}: the code that still runs asks for the old name. Keep it (db_column, "
                "db_table), or add the new one, fill it, and take the old one away later."
            )
        case operations.RemoveField() | operations.DeleteModel() if not is_contract:
            yield f"{says}: {CONTRACT}"
        case AddIndexConcurrently():
            if migration.atomic:
                yield f"{says}: a migration that does so needs atomic = False."
        case operations.AddIndex():
            yield f"{says}: {LOCKS}"
        case operations.AddConstraint(constraint=UniqueConstraint()):
            yield f"{says}: it has an index, and {LOCKS}"
        case operations.AddConstraint(constraint=BaseConstraint()) if not is_contract:
            yield f"{says}: the code that still runs may store what it forbids. {LATER}"
        case operations.AlterUniqueTogether(option_value=pairs):
            if set(pairs) - state.models[migration.app_label, name].options.get(
                "unique_together", set()
            ):
                yield f"{says}: it has an index, and {LOCKS}"


def look_at_code(
    operation: operations.RunPython | operations.RunSQL, migration: Migration, is_contract: bool
) -> Iterator[str]:
    says = operation.describe()
    if not (is_contract or getattr(migration, "note", "").strip()):
        yield f"{says}: {NO_NOTE}"
    if not operation.reversible:
        yield f"{says}: {NO_WAY_BACK}"
    if isinstance(operation, operations.RunSQL):
        if TAKES_AWAY.search(str(operation.sql)) and not is_contract:
            yield f"{says}: it takes something away, and {CONTRACT}"
        if MAKES_INDEX.search(str(operation.sql)):
            yield f"{says}: it makes an index, and {LOCKS}"


def look_at_state(operation: Operation, migration: Migration, state: ProjectState) -> Iterator[str]:
    """Look at what leaves the database as it is: the new code does not fill what stays there."""
    if isinstance(operation, operations.RemoveField):
        model = state.models[migration.app_label, operation.model_name_lower]
        field = model.fields[operation.name]
        if not (field.many_to_many or field.null or field.has_db_default()):
            yield (
                f"{operation.describe()}: the column stays, may not be empty, and the new code "
                "does not fill it. Give it a db_default or null=True one migration before."
            )


def is_another_type(old: Field, new: Field) -> bool:
    """Return whether the column becomes another type; text of any length takes any text."""
    before, now = old.get_internal_type(), new.get_internal_type()
    if before in WITH_LENGTH:
        return now not in WITH_LENGTH | {"TextField"}
    return before != now


def is_shorter(old: Field, new: Field) -> bool:
    """Return whether the column takes less than before; of a text, no database asks its length."""
    if new.get_internal_type() == "TextField":
        return False
    lengths = [(getattr(old, name, None), getattr(new, name, None)) for name in LENGTHS]
    return any(now < before for before, now in lengths if now is not None and before is not None)


def has_index(field: Field) -> bool:
    return bool(getattr(field, "db_index", False) or field.unique)
