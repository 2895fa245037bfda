from django.db import migrations

from ijmsite.staff.roles import seed_roles


def seed(apps, schema_editor):
    seed_roles(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("staff", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("contacts", "0002_initial"),
        ("fundraisers", "0002_initial"),
        ("mail", "0001_initial"),
        ("news", "0003_initial"),
        ("pages", "0001_initial"),
        ("photos", "0002_initial"),
        ("privacy", "0001_initial"),
    ]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
