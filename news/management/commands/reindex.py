from django.core.management.base import BaseCommand
from django.db import connection

from news.indexing import index_texts
from news.models import Article


class Command(BaseCommand):
    help = "Note the words of all articles for the search anew. It can be run at any time."

    def handle(self, **options):
        keys = list(Article.objects.order_by("pk").values_list("pk", flat=True))
        index_texts(keys, tell=lambda done: self.stdout.write(f"{done} of {len(keys)}"))
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO news_searchtext_words(news_searchtext_words) VALUES ('rebuild')"
                )
        self.stdout.write(f"The search knows the words of {len(keys)} articles.")
