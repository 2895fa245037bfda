import ijmsite.photos.models
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("photos", "0002_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="photo",
            name="directory",
            field=models.CharField(editable=False, max_length=36, unique=True, default=""),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="photo",
            name="alt",
            field=models.CharField(
                help_text="What the picture shows, for people who do not see it.",
                max_length=250,
                validators=[ijmsite.photos.models.not_a_file_name],
                verbose_name="alternative text",
            ),
        ),
        migrations.AlterField(
            model_name="photo",
            name="alt_fr",
            field=models.CharField(
                blank=True,
                max_length=250,
                validators=[ijmsite.photos.models.not_a_file_name],
                verbose_name="alternative text in French",
            ),
        ),
    ]
