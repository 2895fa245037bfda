"""How long the search takes among many articles, on the database of DATABASE_URL.

    python -m bench.search [articles]

It makes the articles in a test database of its own, and asks through the page.
"""

import gc
import os
import random
import statistics
import sys
import time
from datetime import timedelta

import django

QUERIES = {
    "common word": "harbour",
    "common prefix": "har",
    "rare word": "zanzibar",
    "five words": "harbour night work letter court",
    "phrase": '"harbour night"',
    "sign": "&",
    "misspelled": "zanzibra",
    "nothing like it": "qqqqqqqqq",
}
ROUNDS = 20
LIMIT = 150


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ijmsite.settings")
    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import setup_test_environment

    setup_test_environment()
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    old = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0)
    try:
        fill(size)
        # What the filling left is not for the requests to clear away.
        gc.collect()
        gc.freeze()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        print(f"{size:,} articles, {connection.vendor}, the whole page in ms, limit {LIMIT}")
        print(f"{'':18}{'median':>9}{'p95':>9}")
        for name, query in QUERIES.items():
            times = [ask(Client(), query) for _ in range(ROUNDS + 1)][1:]
            p95 = statistics.quantiles(times, n=20)[-1]
            said = "" if p95 < LIMIT else "  too slow"
            print(f"{name:18}{statistics.median(times):9.0f}{p95:9.0f}{said}")
    finally:
        connection.creation.destroy_test_db(old, verbosity=0)


def ask(client, query):
    started = time.perf_counter()
    client.get("/news/", {"q": query})
    return (time.perf_counter() - started) * 1000


def fill(size):
    from django.db import transaction
    from django.utils import timezone

    from news.indexing import columns
    from news.models import Article, SearchText

    dice = random.Random(1)  # noqa: S311 (no secret)
    syllables = ["ba", "co", "di", "fen", "gar", "lo", "mi", "nor", "per", "sa", "tu", "ver"]
    vocabulary = ["".join(dice.choices(syllables, k=dice.randint(2, 4))) for _ in range(20_000)]
    # The words of a language: few of them make most of a text.
    weights = [1 / (rank + 10) for rank in range(len(vocabulary))]
    now = timezone.now()
    articles = []
    for number in range(size):
        words = dice.choices(vocabulary, weights, k=480)
        words[10:10] = ["harbour", "night", "work", "letter", "court", "&amp;"]
        words[90:90] = ["zanzibar"] * (number % 500 == 0)
        articles.append(
            Article(
                headline=" ".join(words[30:38]) + " harbour" * (number % 7 == 0),
                slug=f"n{number}",
                standfirst=" ".join(words[40:60]),
                body="".join(f"<p>{' '.join(words[n : n + 80])}.</p>" for n in range(0, 480, 80)),
                language="fr" if number % 3 == 0 else "en",
                status="published",
                publish_at=now - timedelta(hours=number + 1),
            )
        )
    with transaction.atomic():
        Article.objects.bulk_create(articles, batch_size=500)
        for start in range(0, size, 500):
            SearchText.objects.bulk_create(
                SearchText(article=article, **columns(article))
                for article in articles[start : start + 500]
            )


if __name__ == "__main__":
    main()
