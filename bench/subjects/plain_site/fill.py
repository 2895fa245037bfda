"""Fill the plain site with the stories of the bench."""

import sys
from datetime import UTC, datetime

import django
from django.core.management import call_command
from django.db import connection, transaction

from bench import texts

STEP = 1_000


def main(total: int) -> None:
    from django.contrib.auth import get_user_model

    from bench.subjects.plain_site.models import Article, Banner, Topic

    call_command("migrate", run_syncdb=True, verbosity=0)
    get_user_model().objects.create_superuser("bench")
    Banner.objects.create(text="Every gift is doubled until the match ends.")
    names = [*texts.TOPICS, texts.RARE_TOPIC]
    topics = {
        name: Topic.objects.create(name=name, slug=name.lower().replace(" ", "-")) for name in names
    }
    newest = datetime.now(UTC)
    for start in range(0, total, STEP):
        stories = [texts.story(n) for n in range(start, min(start + STEP, total))]
        with transaction.atomic():
            Article.objects.bulk_create(
                Article(
                    pk=story.number + 1,
                    headline=story.headline,
                    slug=story.slug,
                    standfirst=story.standfirst,
                    body=story.body,
                    is_published=True,
                    published_at=newest - texts.age(story.number, total),
                )
                for story in stories
            )
            link = Article.topics.through
            link.objects.bulk_create(
                link(article_id=story.number + 1, topic=topics[name])
                for story in stories
                for name in story.topics
            )
        print(f"{start + len(stories):>9,} of {total:,} articles", flush=True)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]))
