from contextlib import contextmanager

from django.core.management.base import BaseCommand, CommandError

from .files import UpkeepError
from .sealing import SealError


class UpkeepCommand(BaseCommand):
    """What takes long, and says how far it is."""

    def say(self, line):
        self.stdout.write(line)
        self.stdout.flush()


@contextmanager
def in_a_sentence(stopped, broken_off):
    """End a command with a sentence where it fails, or where somebody breaks it off."""
    try:
        yield
    except (UpkeepError, SealError) as error:
        raise CommandError(str(error)) from None
    except OSError as error:
        raise CommandError(f"{stopped}: {error}.") from None
    except KeyboardInterrupt:
        raise CommandError(broken_off) from None
