"""The audit list only grows: the database itself refuses everything else.

Of an entry, only what names people is ever changed, and to nothing else than their words for it:
`personal.forget_names` and the erasure of a reviewer blank it, and whoever did something is nobody
once the account is deleted.
"""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from ijmsite.web.append_only import creating, on_postgresql, on_sqlite

TABLE = "staff_auditevent"
TABLES = [TABLE]
REFUSED = "The audit list is append-only."
# For both engines.
IS_FORGETTING = """
    NEW.id = OLD.id AND NEW.at = OLD.at AND NEW.action = OLD.action AND NEW.model = OLD.model
    AND NEW.object_id = OLD.object_id AND NEW.details = OLD.details
    AND (NEW.actor_id IS NULL OR COALESCE(NEW.actor_id = OLD.actor_id, FALSE))
    AND NEW.actor_name IN (OLD.actor_name, '', '[erased]')
    AND NEW.reason IN (OLD.reason, '')
    AND (NEW.label = OLD.label OR NEW.reason = '' AND NEW.label = '#' || OLD.object_id)
"""


# By the name of the trigger, as in `ijmsite.privacy.triggers`.
KEPT_ON_SQLITE = {f"{TABLE}_kept": on_sqlite(TABLE, "kept", "DELETE", REFUSED)}
SQLITE = [
    *KEPT_ON_SQLITE.values(),
    on_sqlite(TABLE, "unchanged", "UPDATE", REFUSED, f"NOT ({IS_FORGETTING})"),
    # INSERT OR REPLACE would delete an entry, and no trigger hears of that.
    on_sqlite(
        TABLE,
        "new",
        "INSERT",
        REFUSED,
        f"EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id)",  # noqa: S608 (names of ours)
    ),
]
POSTGRESQL = [
    f"""
        CREATE FUNCTION staff_audit_refuse() RETURNS trigger AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                IF {IS_FORGETTING} THEN
                    RETURN NEW;
                END IF;
            END IF;
            RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation';
        END
        $$ LANGUAGE plpgsql
    """,
    *(
        on_postgresql(TABLE, name, event, "staff_audit_refuse()", each)
        for name, event, each in [
            ("unchanged", "UPDATE", "ROW"),
            ("kept", "DELETE", "ROW"),
            ("full", "TRUNCATE", "STATEMENT"),
        ]
    ),
]

create = creating(SQLITE, POSTGRESQL)


def drop(apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "sqlite":
        for name in ("kept", "unchanged", "new"):
            schema_editor.execute(f"DROP TRIGGER {TABLE}_{name}")
    else:
        schema_editor.execute("DROP FUNCTION staff_audit_refuse() CASCADE")
