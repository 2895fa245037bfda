"""The mails of some years, sent long ago: what makes a table large."""

TEXT = "What a reporter asked, and what was answered. " * 20
# A WITH within the INSERT, as SQLite and PostgreSQL both take it.
MANY = """INSERT INTO mail_message ({columns})
    WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count})
    SELECT {values} FROM mail_message, numbers WHERE key = 'Old:0'"""


def fill(machine, count):
    """Store so many mails that were sent, past the site: one by one would take minutes."""
    machine.enqueue(1, subject="Old")
    database = machine.database
    database.change(
        f"""UPDATE mail_message SET state = 'sent', ended_at = created_at, text = '{TEXT}'
        WHERE key = 'Old:0'"""  # noqa: S608 (ours)
    )
    with database.connection() as connection:
        about = connection.execute("SELECT * FROM mail_message LIMIT 0").description
    others = {
        "id": "gen_random_uuid()" if database.url else "lower(hex(randomblob(16)))",
        "key": "'Old:' || n",
        "message_id": "'<old-' || n || '@drill.example>'",
    }
    # Quoted: "to" is a word of SQL.
    columns = [f'"{column[0]}"' for column in about]
    values = [others.get(column[0], f'"{column[0]}"') for column in about]
    names = {"columns": ", ".join(columns), "values": ", ".join(values)}
    database.change(MANY.format(count=count, **names))
