import django.db.models.deletion
from django.db import migrations, models

# The words are folded before they are stored, so no engine has to know about languages.
SQLITE = [
    """
    CREATE VIRTUAL TABLE news_searchtext_words USING fts5(
        headline, lead, body, content='news_searchtext', content_rowid='article_id',
        tokenize='unicode61 remove_diacritics 0', prefix='3'
    )
    """,
    """
    CREATE TRIGGER news_searchtext_added AFTER INSERT ON news_searchtext BEGIN
        INSERT INTO news_searchtext_words(rowid, headline, lead, body)
        VALUES (new.article_id, new.headline, new.lead, new.body);
    END
    """,
    """
    CREATE TRIGGER news_searchtext_deleted AFTER DELETE ON news_searchtext BEGIN
        INSERT INTO news_searchtext_words(news_searchtext_words, rowid, headline, lead, body)
        VALUES ('delete', old.article_id, old.headline, old.lead, old.body);
    END
    """,
    """
    CREATE TRIGGER news_searchtext_changed AFTER UPDATE ON news_searchtext BEGIN
        INSERT INTO news_searchtext_words(news_searchtext_words, rowid, headline, lead, body)
        VALUES ('delete', old.article_id, old.headline, old.lead, old.body);
        INSERT INTO news_searchtext_words(rowid, headline, lead, body)
        VALUES (new.article_id, new.headline, new.lead, new.body);
    END
    """,
]
# Each word begins with the letter of its column: h, l or b. The parser of PostgreSQL, which
# takes some words apart, is not asked.
POSTGRESQL = [
    """
    ALTER TABLE news_searchtext ADD COLUMN words tsvector GENERATED ALWAYS AS (
        array_to_tsvector(string_to_array(
            'h' || replace(btrim(headline), ' ', ' h')
            || ' l' || replace(btrim(lead), ' ', ' l')
            || ' b' || replace(btrim(body), ' ', ' b'),
            ' '
        ))
    ) STORED
    """,
    # To unpack the texts would take most of the time of a phrase.
    "ALTER TABLE news_searchtext ALTER COLUMN body SET STORAGE EXTERNAL",
    "CREATE INDEX news_searchtext_words ON news_searchtext USING gin (words)",
]


def create_index(apps, schema_editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    # The rest goes with the table.
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE news_searchtext_words")


class Migration(migrations.Migration):
    dependencies = [("news", "0003_initial")]

    operations = [
        migrations.CreateModel(
            name="SearchText",
            fields=[
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_text",
                        serialize=False,
                        to="news.article",
                    ),
                ),
                ("headline", models.TextField()),
                ("lead", models.TextField()),
                ("body", models.TextField()),
                ("signs", models.TextField()),
            ],
        ),
        migrations.RunPython(create_index, drop_index),
    ]
