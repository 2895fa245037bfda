"""Fill Wagtail with the stories of the bench; print the key of the index page at the end.

    python fill.py NUMBER_OF_PAGES

To add a page by Wagtail's own `add_child` takes some 30 ms; so its rows are written as treebeard
does, and Wagtail is asked at the end whether it finds a fault in its tree.
"""

import sys
import uuid
from datetime import UTC, datetime, timedelta

import django
from django.core.files.images import ImageFile
from django.core.management import call_command
from django.db import connection, transaction

from bench import texts

STEP = 500
PICTURES = ["all-hands.jpg", "harbour.jpg", "orchard.jpg"]
ALT = "A row of people lean back together on one long rope across the deck of a ship."
OF_PICTURES = {
    "photo_caption": "An illustration. It shows no real event and no real person.",
    "photo_credit": "IJM Canada",
}


def add_pictures():
    """Add some pictures, with the renditions that the pages show."""
    from wagtail.images import get_image_model

    from news.models import CARD, FORMATS, RENDITIONS

    photos = []
    for name in PICTURES:
        with (texts.SAMPLE.parent / "pictures" / name).open("rb") as file:
            photo = get_image_model()(title=name, description=ALT, file=ImageFile(file, name))
            photo.save()
        photo.get_renditions(CARD, *FORMATS, *RENDITIONS)
        photos.append(photo)
    return photos


def add_frame(newest):
    """Add what stands around every article, and return whom journalists ask."""
    from news.models import Banner, HelpLine, PressContact

    Banner.objects.create(
        headline="Limited-time match",
        text="Every gift is doubled until the match ends.",
        link="https://give.newsroom.example/",
        terms="https://give.newsroom.example/match-terms",
        starts_at=newest - timedelta(days=1),
        ends_at=newest + timedelta(days=3650),
    )
    HelpLine.objects.create(
        country="Canada",
        name="Canadian Human Trafficking Hotline",
        phone="1-833-900-1010",
        website="https://www.canadianhumantraffickinghotline.ca/",
        hours="Day and night, in more than 200 languages",
    )
    return PressContact.objects.create(
        name="Petra Kooman",
        title="Director of Marketing and Public Relations",
        phone="519.679.5030",
        extension="229",
        after_hours="519.555.0142",
    )


def main(total: int) -> None:
    from django.contrib.auth import get_user_model
    from django.contrib.contenttypes.models import ContentType
    from django.test import Client
    from home.models import HomePage
    from taggit.models import Tag
    from wagtail.models import Page

    from news.models import Correction, NewsIndexPage, NewsPage, NewsPageTag, RelatedPage

    call_command("makemigrations", "news", verbosity=0)
    call_command("migrate", verbosity=0)
    user = get_user_model().objects.create_superuser("bench")
    newest = datetime.now(UTC)
    contact, photos = add_frame(newest), add_pictures()
    index = HomePage.objects.get().add_child(
        instance=NewsIndexPage(title="News", slug="news", owner=user)
    )
    names = [*texts.TOPICS, texts.RARE_TOPIC]
    tags = {n: Tag.objects.create(name=n, slug=n.lower().replace(" ", "-")) for n in names}
    kind = ContentType.objects.get_for_model(NewsPage)
    keys = []
    for start in range(0, total, STEP):
        stories = [texts.story(n) for n in range(start, min(start + STEP, total))]
        with transaction.atomic():
            pages = Page.objects.bulk_create(
                Page(
                    path=NewsPage._get_path(index.path, index.depth + 1, story.number + 1),
                    depth=index.depth + 1,
                    numchild=0,
                    title=story.headline,
                    draft_title=story.headline,
                    slug=story.slug,
                    url_path=f"{index.url_path}{story.slug}/",
                    content_type=kind,
                    locale=index.locale,
                    translation_key=uuid.uuid4(),
                    owner=user,
                    live=True,
                    first_published_at=newest - texts.age(story.number, total),
                    last_published_at=newest - texts.age(story.number, total),
                    latest_revision_created_at=newest - texts.age(story.number, total),
                )
                for story in stories
            )
            rows = [
                NewsPage(
                    page_ptr_id=page.pk,
                    standfirst=story.standfirst,
                    language=story.language,
                    dateline="London, Ontario",
                    byline="IJM Canada press office",
                    body=story.body,
                    press_contact=contact,
                    # As of our articles: of four, three have a picture.
                    photo=photos[story.number % 4] if story.number % 4 < 3 else None,
                    **OF_PICTURES,
                )
                for page, story in zip(pages, stories, strict=True)
            ]
            # Only the table of the child: `bulk_create` does not do that.
            for first in range(0, len(rows), 100):
                NewsPage._base_manager.get_queryset()._insert(
                    rows[first : first + 100], NewsPage._meta.local_concrete_fields, using="default"
                )
            keys += [page.pk for page in pages]
            NewsPageTag.objects.bulk_create(
                NewsPageTag(content_object_id=page.pk, tag=tags[name])
                for page, story in zip(pages, stories, strict=True)
                for name in story.topics
            )
        print(f"{len(keys):>9,} of {total:,} pages", flush=True)
    with transaction.atomic():
        RelatedPage.objects.bulk_create(
            (
                RelatedPage(page_id=key, other_id=keys[(n + step) % total], sort_order=step)
                for n, key in enumerate(keys)
                for step in (4, 5, 16)
            ),
            batch_size=STEP,
        )
        NewsIndexPage.objects.filter(pk=index.pk).update(numchild=total)
    Correction.objects.bulk_create(
        Correction(
            page_id=key,
            note="An earlier version of this article gave the wrong year of the agreement.",
            made_at=newest - texts.age(n, total),
        )
        for n, key in enumerate(keys)
        if n % 20 == texts.READ % 20
    )
    if any(problems := Page.find_problems()):
        sys.exit(f"The tree of pages is broken: {problems}")
    print("Building Wagtail's search index …", flush=True)
    call_command("update_index", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client = Client(SERVER_NAME="127.0.0.1")
    story = texts.story(texts.READ)
    for path, words in [
        (f"/news/{story.slug}/", story.headline),
        ("/news/", texts.story(0).headline),
        (f"/news/?query={texts.COMMON}", "story-"),
        (f"/news/?query={texts.RARE}", "story-"),
        (f"/search/?query={texts.RARE}", "story-"),
    ]:
        answer = client.get(path)
        if answer.status_code != 200 or words not in answer.content.decode():
            sys.exit(f"{path} is answered {answer.status_code}, without {words!r}.")
    print(index.pk)


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]))
