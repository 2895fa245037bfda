import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from ijmsite.privacy import subject


class Command(BaseCommand):
    help = "Print all that we have about an address, as JSON: what the person can download too."

    def add_arguments(self, parser):
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument(
            "--html", metavar="FILE", help="write it to a file as well, for people to read"
        )

    def handle(self, *, email, html, **options):
        try:
            told = subject.export(email, searched=True)
        except ValueError as error:
            raise CommandError(str(error)) from None
        if html:
            Path(html).write_text(subject.export_html(email, searched=True), encoding="utf-8")
        self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
