import tomllib
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time, timedelta
from pathlib import Path
from urllib.parse import urljoin

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from contacts.models import Boilerplate, PressContact
from ijmsite.pages.models import Banner, HelpLine
from ijmsite.photos.models import Photo
from ijmsite.photos.store import store_files
from news.indexing import index_text
from news.models import SURVIVOR_QUESTIONS, Article, Topic
from news.services import index_photos

SAMPLE = Path(__file__).resolve().parents[2] / "sample"


class Command(BaseCommand):
    help = "Load the sample newsroom: topics, a press office, articles with pictures, a banner."

    def handle(self, **options):
        if settings.PRODUCTION:
            raise CommandError("The sample content is not for PRODUCTION=1.")
        if Article.objects.exists():
            self.stdout.write("There are articles already: the sample content is left out.")
            return
        paths = sorted((SAMPLE / "articles").glob("*.toml"))
        entries = [tomllib.loads(path.read_text(encoding="utf-8")) for path in paths]
        # A translation names its original, which comes first and brings the picture of both.
        entries.sort(key=lambda entry: "translation_of" in entry)
        twins = {entry["translation_of"]: entry for entry in entries if "translation_of" in entry}
        photos = {
            entry["picture"]: self.photo_of(entry, twins.get(entry["slug"], {}))
            for entry in entries
            if "picture" in entry and "translation_of" not in entry
        }
        try:
            self.encode(photos)
            with transaction.atomic():
                self.save(entries, photos)
        except BaseException:
            # The rows are gone with the transaction; the files must go too.
            for photo in photos.values():
                photo.delete_files()
            raise

    def photo_of(self, entry: dict, twin: dict) -> Photo:
        return Photo(
            title=entry["headline"][:120],
            **{key: entry[key] for key in ("alt", "caption", "credit")},
            **{f"{key}_fr": twin.get(key, "") for key in ("alt", "caption", "rights")},
            consent_scope=Photo.Scope.NOT_NEEDED,
            rights=entry.get("rights", ""),
            in_press_kit=entry.get("in_press_kit", False),
        )

    def encode(self, photos: dict[str, Photo]) -> None:
        """Make the pictures' files: most of the time goes here, and encoders use all cores."""

        def encode_one(name):
            with (SAMPLE / "pictures" / name).open("rb") as file:
                store_files(photos[name], file)

        with ThreadPoolExecutor() as pool:
            for number, _ in enumerate(pool.map(encode_one, photos), start=1):
                self.progress(f"Sample pictures: {number} of {len(photos)}", number == len(photos))

    def progress(self, line: str, is_last: bool) -> None:
        if self.stdout.isatty():
            self.stdout.write(f"\r{line}", ending="\n" if is_last else "")
            self.stdout.flush()
        elif is_last:
            self.stdout.write(line)

    def save(self, entries: list[dict], photos: dict[str, Photo]) -> None:
        topics = {
            topic["slug"]: Topic.objects.create(**topic)
            for topic in tomllib.loads((SAMPLE / "topics.toml").read_text())["topics"]
        }
        contact = self.save_press_office()
        for photo in photos.values():
            photo.save(force_insert=True)
        articles = {}
        for entry in entries:
            updated = entry.get("updated")
            article = articles[entry["slug"]] = Article.objects.create(
                **{key: entry[key] for key in ("headline", "slug", "standfirst", "dateline")},
                byline=entry["byline"],
                content_note=entry.get("content_note", ""),
                language=entry.get("language", "en"),
                translation_of=articles.get(entry.get("translation_of")),
                body=entry["body"],
                is_sample=entry["sample"],
                photo=photos.get(entry.get("picture")),
                photo_alt=entry.get("alt", ""),
                **dict.fromkeys(SURVIVOR_QUESTIONS, Article.SurvivorAnswer.NO),
                press_contact=contact,
                status=Article.Status.PUBLISHED,
                publish_at=timezone.make_aware(entry["published"]),
                revised_at=timezone.make_aware(updated) if updated else None,
            )
            article.topics.set(topics[slug] for slug in entry["topics"])
            index_photos(article)
            index_text(article)
        self.save_frame()
        self.stdout.write(f"Sample content: {len(entries)} articles, a press office, a banner.")

    def save_press_office(self) -> PressContact:
        path = SAMPLE / "boilerplates.toml"
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["boilerplates"]:
            texts = {key: entry[key].format(name=settings.ORG_NAME) for key in ("text", "text_fr")}
            Boilerplate.objects.create(words=entry["words"], **texts)
        # Numbers with 555 01 belong to nobody.
        colleague = PressContact.objects.create(
            name="Camille Fortin",
            title="Media Relations Adviser",
            title_fr="Conseillère en relations avec les médias",
            phone="519.555.0143",
            topics=["interview"],
            language="fr",
        )
        return PressContact.objects.create(
            name="Petra Kooman",
            title="Director of Marketing and Public Relations",
            title_fr="Directrice du marketing et des relations publiques",
            phone="519.679.5030",
            extension="229",
            after_hours="519.555.0142",
            is_default=True,
            deputy=colleague,
        )

    def save_frame(self) -> None:
        """Store what stands around the pages: help lines and a banner."""
        lines = tomllib.loads((SAMPLE / "help_lines.toml").read_text(encoding="utf-8"))["lines"]
        # Three months, as for lines that somebody has called.
        review_by = timezone.localdate() + timedelta(days=91)
        for order, line in enumerate(lines, start=1):
            HelpLine.objects.create(order=10 * order, review_by=review_by, **line)
        last_day = timezone.localdate() + timedelta(days=30)
        Banner.objects.create(
            headline="Limited-time match",
            headline_fr="Jumelage pour un temps limité",
            text="Every gift is doubled until the match ends.",
            text_fr="Chaque don est doublé jusqu’à la fin du jumelage.",
            terms=urljoin(settings.GIVE_URL, "match-terms"),
            ends_at=timezone.make_aware(datetime.combine(last_day, time(23, 59))),
        )
