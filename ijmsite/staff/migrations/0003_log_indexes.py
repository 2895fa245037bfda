from django.db import migrations

# Of Django's own log, which has none for the history of one row, nor for what one person did last.
# Where SQLite would alter that table it makes it anew, without them: make them again there.
INDEXES = {
    "staff_log_of_row": "content_type_id, object_id, action_time",
    "staff_log_of_person": "user_id, action_time DESC",
}


class Migration(migrations.Migration):
    dependencies = [("admin", "0003_logentry_add_action_flag_choices"), ("staff", "0002_roles")]

    operations = [
        migrations.RunSQL(
            f"CREATE INDEX {name} ON django_admin_log ({columns})", f"DROP INDEX {name}"
        )
        for name, columns in INDEXES.items()
    ]
