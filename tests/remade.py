"""What a migration does to a table of SQLite: it makes another one in its place."""

from django.db import connection, models


def make_anew(model):
    """Alter a field of words and alter it back, as two migrations would."""
    now = next(field for field in model._meta.fields if type(field) is models.CharField)
    other = now.clone()
    other.max_length += 1
    other.set_attributes_from_name(now.name)
    other.model = model
    for before, after in [(now, other), (other, now)]:
        with connection.schema_editor() as editor:
            editor.alter_field(model, before, after, strict=True)


def triggers_of(model):
    """Return the names of the triggers of a table."""
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"
    with connection.cursor() as cursor:
        cursor.execute(query, [model._meta.db_table])
        return {name for (name,) in cursor.fetchall()}
