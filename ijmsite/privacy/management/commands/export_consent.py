import json

from django.core.management.base import BaseCommand

from ijmsite.privacy.models import Consent


class Command(BaseCommand):
    help = (
        "Print what the consent ledger holds about an address, as JSON: the proof, word for word."
    )

    def add_arguments(self, parser):
        parser.add_argument("email", metavar="EMAIL")

    def handle(self, *, email, **options):
        entries = Consent.objects.of(email.strip()).select_related("wording")
        self.stdout.write(json.dumps([told(e) for e in entries], ensure_ascii=False, indent=2))


def told(entry: Consent) -> dict:
    """Return an entry as somebody reads it who must judge whether we might write."""
    wording = entry.wording
    return {
        "what": entry.kind,
        "when": entry.at.isoformat(),
        "entered": entry.recorded_at.isoformat(),
        "purpose": entry.purpose,
        "how": entry.manner,
        "form": entry.form,
        "entered_by": entry.recorded_by,
        "basis": entry.basis,
        "expires_after": entry.expires_on and entry.expires_on.isoformat(),
        "words": wording
        and {
            "version": wording.version,
            "language": wording.language,
            "text": wording.text,
            "sha256": wording.text_hash,
        },
    }
