"""The consent ledger only grows: the database itself refuses everything else.

An entry is never changed. It is deleted at the earliest three years after a withdrawal that covers
it, the limitation period of Canada's Anti-Spam Legislation, S.C. 2010, c. 23, s. 23; or, where a
box was ticked and the address never confirmed it, after thirty days: it never was a consent.
"""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

REFUSED = "The consent ledger is append-only."
# For both engines, but for their ways to say a time.
MAY_GO = """
    EXISTS (
        SELECT 1 FROM privacy_consent entry
        WHERE entry.address_hash = OLD.address_hash AND entry.kind = 'withdrawn'
        AND entry.purpose IN ('', OLD.purpose) AND entry.at >= OLD.at
        AND entry.at < {three_years_ago}
    ) OR (
        OLD.kind = 'ticked' AND OLD.at < {thirty_days_ago} AND NOT EXISTS (
            SELECT 1 FROM privacy_consent entry
            WHERE entry.address_hash = OLD.address_hash AND entry.kind = 'confirmed'
            AND entry.purpose = OLD.purpose AND entry.at >= OLD.at
        )
    )
"""

KEPT_ON_SQLITE = f"""
    CREATE TRIGGER privacy_consent_kept BEFORE DELETE ON privacy_consent
    WHEN NOT ({
    MAY_GO.format(
        three_years_ago="datetime('now', '-3 years')",
        thirty_days_ago="datetime('now', '-30 days')",
    )
}) BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END
"""
SQLITE = [
    KEPT_ON_SQLITE,
    *(
        f"""
        CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table}
        BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END
        """
        for table in ["privacy_consent", "privacy_wording"]
    ),
]
POSTGRESQL = [
    f"""
    CREATE FUNCTION privacy_refuse() RETURNS trigger AS $$
    BEGIN RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation'; END
    $$ LANGUAGE plpgsql
    """,
    f"""
    CREATE FUNCTION privacy_keep() RETURNS trigger AS $$
    BEGIN
        IF NOT ({
        MAY_GO.format(
            three_years_ago="now() - interval '3 years'",
            thirty_days_ago="now() - interval '30 days'",
        )
    }) THEN
            RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN OLD;
    END
    $$ LANGUAGE plpgsql
    """,
    *(
        f"""
        CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table}
        FOR EACH ROW EXECUTE FUNCTION privacy_refuse()
        """
        for table in ["privacy_consent", "privacy_wording"]
    ),
    """
    CREATE TRIGGER privacy_consent_kept BEFORE DELETE ON privacy_consent
    FOR EACH ROW EXECUTE FUNCTION privacy_keep()
    """,
]


def create(apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)
