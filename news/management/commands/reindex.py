from django.core.management.base import BaseCommand
from django.db import connection, transaction

from news.indexing import index_text
from news.models import Article

STEP = 200


class Command(BaseCommand):
    help = "Note the words of all articles for the search anew. It can be run at any time."

    def handle(self, **options):
        keys = list(Article.objects.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(keys), STEP):
            step = keys[start : start + STEP]
            with transaction.atomic():
                # Nobody saves one of them meanwhile, whose new words would then be lost.
                for article in Article.objects.select_for_update().filter(pk__in=step):
                    index_text(article)
            self.stdout.write(f"{start + len(step)} of {len(keys)}")
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO news_searchtext_words(news_searchtext_words) VALUES ('rebuild')"
                )
        self.stdout.write(f"The search knows the words of {len(keys)} articles.")
