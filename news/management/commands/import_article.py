import argparse
from importlib.util import find_spec
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

HELP = """
Turn saved pages of an old site into drafts. Nothing is published.

FILE_OR_DIR is a saved page (.html, .htm, .txt, .md) or a folder, which is searched to its depth.
The pictures that a browser saved beside a page come into the photo library. The old address of a
page leads to the article once it is public.

Running it again is safe: a page that was imported is not imported twice, a draft that nobody has
touched is brought up to date, and a draft on which people have worked is left alone.

The exit code is 0 when every page was read, 1 when a file had to be skipped, and 130 when it was
stopped with Ctrl-C; what was finished by then stays.
"""
MISSING = (
    "The importer needs some packages that the web server does not. Please run "
    "“pip install -r requirements-import.txt” and try again."
)


class Command(BaseCommand):
    help = HELP

    def create_parser(self, *args, **kwargs):
        return super().create_parser(
            *args, formatter_class=argparse.RawDescriptionHelpFormatter, **kwargs
        )

    def add_arguments(self, parser):
        parser.add_argument("path", metavar="FILE_OR_DIR", type=Path)
        parser.add_argument(
            "--dry-run", action="store_true", help="say what it would do, and store nothing"
        )
        parser.add_argument(
            "--source-url",
            default="",
            metavar="URL",
            help="where the page stood; for a folder, where the folder stood, for those of its "
            "pages that do not say it themselves",
        )
        parser.add_argument(
            "--language", choices=["en", "fr"], default="", help="do not find out the language"
        )
        parser.add_argument(
            "--photos",
            action=argparse.BooleanOptionalAction,
            default=True,
            help="bring the pictures along (that is the default)",
        )

    def handle(self, *, path, dry_run, source_url, language, photos, **options):
        if find_spec("trafilatura") is None or find_spec("lxml") is None:
            raise CommandError(MISSING)
        # Only now, as the web server's requirements do not bring what it needs.
        from news.importing.run import Run, is_address

        if not path.exists():
            raise CommandError(f"There is no file or folder “{path}”.")
        if source_url and not is_address(source_url):
            raise CommandError("--source-url must be a whole address, such as https://old.example/")
        run = Run(path, say=self.say, progress=self.progress, dry_run=dry_run)
        try:
            pages = run.read(source_url=source_url, language=language)
            run.store(pages, photos=photos)
        except KeyboardInterrupt:
            self.say(run.summary())
            raise CommandError(
                "Stopped. What is finished stays: run it again for the rest.", returncode=130
            ) from None
        if not pages and not run.skipped:
            raise CommandError(f"There is no saved page in “{path}”.")
        self.say(run.summary())
        if run.skipped:
            raise CommandError("Some files were skipped: the reasons stand above.")

    def progress(self, what: str, number: int, total: int) -> None:
        if self.stdout.isatty() and total > 1:
            self.stdout.write(f"\r{what} {number} of {total} ", ending="")
            self.stdout.flush()

    def say(self, text: str) -> None:
        # The line of progress makes room.
        self.stdout.write(f"\r\033[K{text}" if self.stdout.isatty() else text)
