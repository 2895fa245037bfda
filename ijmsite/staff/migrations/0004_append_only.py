from django.db import migrations

from ijmsite.staff.triggers import create, drop


class Migration(migrations.Migration):
    dependencies = [("staff", "0003_log_indexes")]

    operations = [migrations.RunPython(create, drop)]
