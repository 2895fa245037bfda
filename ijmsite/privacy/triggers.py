"""What proves something only grows: the database itself refuses everything else.

An entry of the consent ledger is never changed. It is deleted at the earliest three years after a
withdrawal that covers it, the limitation period of Canada's Anti-Spam Legislation, S.C. 2010,
c. 23, s. 23, and a withdrawal after all that it covers; or, where a box was ticked and the address
never confirmed it, after thirty days: it never was a consent. Wordings and receipts are never
deleted; of a receipt, only that of a purge changes, while the purge goes on.
"""

from ijmsite.web.append_only import creating, on_postgresql, on_sqlite

REFUSED = "The consent ledger is append-only."
RECEIPT_REFUSED = "Receipts are append-only."
# For both engines, but for their ways to say a time.
MAY_GO = """
    EXISTS (
        SELECT 1 FROM privacy_consent entry
        WHERE entry.address_hash = OLD.address_hash AND entry.kind = 'withdrawn'
        AND entry.purpose IN ('', OLD.purpose) AND entry.id >= OLD.id
        AND entry.at < {three_years_ago}
    ) AND NOT (
        OLD.kind = 'withdrawn' AND EXISTS (
            SELECT 1 FROM privacy_consent entry
            WHERE entry.address_hash = OLD.address_hash AND entry.kind <> 'withdrawn'
            AND OLD.purpose IN ('', entry.purpose) AND entry.id < OLD.id
        )
    ) OR (
        OLD.kind = 'ticked' AND OLD.at < {thirty_days_ago} AND NOT EXISTS (
            SELECT 1 FROM privacy_consent entry
            WHERE entry.address_hash = OLD.address_hash AND entry.kind = 'confirmed'
            AND entry.purpose = OLD.purpose AND entry.id > OLD.id
        )
    )
"""
# A running purge counts on, and signs again: `ijmsite.privacy.receipts`.
IS_COUNTING = """
    OLD.kind = 'purge' AND NEW.kind = OLD.kind AND NEW.id = OLD.id
    AND NEW.at = OLD.at AND NEW.address_hash = OLD.address_hash
"""
TABLES = {
    "privacy_consent": REFUSED,
    "privacy_wording": REFUSED,
    "privacy_receipt": RECEIPT_REFUSED,
}
# What is the same row, by which INSERT OR REPLACE would delete one: no trigger hears of that.
SAME = {
    "privacy_consent": "id = NEW.id",
    "privacy_wording": (
        "id = NEW.id OR purpose = NEW.purpose AND version = NEW.version"
        " AND language = NEW.language AND text_hash = NEW.text_hash"
    ),
    "privacy_receipt": "id = NEW.id",
}


def _refusing(table: str, name: str, event: str, condition: str = "") -> str:
    return on_sqlite(table, name, event, TABLES[table], condition)


def _kept_on_sqlite(table: str) -> str:
    if table != "privacy_consent":
        return _refusing(table, "kept", "DELETE")
    may_go = MAY_GO.format(
        three_years_ago="datetime('now', '-3 years')",
        thirty_days_ago="datetime('now', '-30 days')",
    )
    return _refusing(table, "kept", "DELETE", f"NOT ({may_go})")


# By the name of the trigger.
KEPT_ON_SQLITE = {f"{table}_kept": _kept_on_sqlite(table) for table in TABLES}
SQLITE = [
    *KEPT_ON_SQLITE.values(),
    *(_refusing(table, "unchanged", "UPDATE") for table in ["privacy_consent", "privacy_wording"]),
    _refusing("privacy_receipt", "unchanged", "UPDATE", f"NOT ({IS_COUNTING})"),
    *(
        _refusing(table, "new", "INSERT", f"EXISTS (SELECT 1 FROM {table} WHERE {same})")  # noqa: S608 (names of ours)
        for table, same in SAME.items()
    ),
]


def _function(name: str, condition: str, row: str) -> str:
    refuse = "RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';"
    return f"""
        CREATE FUNCTION {name}() RETURNS trigger AS $$
        BEGIN
            IF {condition} THEN {refuse} END IF;
            RETURN {row};
        END
        $$ LANGUAGE plpgsql
    """


def _calling(name: str, event: str, table: str, function: str, each: str = "ROW") -> str:
    return on_postgresql(table, name, event, f"{function}('{TABLES[table]}')", each)


POSTGRESQL = [
    _function("privacy_refuse", "true", "NULL"),
    _function(
        "privacy_keep",
        "NOT ({})".format(
            MAY_GO.format(
                three_years_ago="now() - interval '3 years'",
                thirty_days_ago="now() - interval '30 days'",
            )
        ),
        "OLD",
    ),
    _function("privacy_count_on", f"NOT ({IS_COUNTING})", "NEW"),
    _calling("unchanged", "UPDATE", "privacy_consent", "privacy_refuse"),
    _calling("unchanged", "UPDATE", "privacy_wording", "privacy_refuse"),
    _calling("unchanged", "UPDATE", "privacy_receipt", "privacy_count_on"),
    _calling("kept", "DELETE", "privacy_consent", "privacy_keep"),
    _calling("kept", "DELETE", "privacy_wording", "privacy_refuse"),
    _calling("kept", "DELETE", "privacy_receipt", "privacy_refuse"),
    *(_calling("full", "TRUNCATE", table, "privacy_refuse", each="STATEMENT") for table in TABLES),
]

create = creating(SQLITE, POSTGRESQL)
