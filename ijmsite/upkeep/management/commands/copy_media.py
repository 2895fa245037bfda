from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.management.base import CommandError

from ijmsite.photos.places import StorageDownError
from ijmsite.upkeep.command import UpkeepCommand
from ijmsite.upkeep.media import names

TOLD_EVERY = 100  # files


class Command(UpkeepCommand):
    help = (
        "Copy the pictures of DATA_DIR into the bucket of MEDIA_STORAGE_URL. Those that are there "
        "already stay: it can be broken off, and run again for what came meanwhile."
    )

    def handle(self, **options):
        disk = FileSystemStorage(settings.MEDIA_ROOT)
        if isinstance(default_storage, FileSystemStorage):
            raise CommandError("Set MEDIA_STORAGE_URL first: the pictures are kept on the disk.")
        copied = looked_at = 0
        try:
            # Also what is kept for a form that had errors.
            for name in names(storage=disk, left_out=()):
                copied += bring(disk, name)
                looked_at += 1
                if looked_at % TOLD_EVERY == 0:
                    self.say(how_far(looked_at, copied))
        except StorageDownError as error:
            raise CommandError(f"{error}. Copied so far: {copied}. Run it again.") from None
        except KeyboardInterrupt:
            raise CommandError(f"Broken off. Copied so far: {copied}. Run it again.") from None
        self.say(how_far(looked_at, copied))


def how_far(looked_at, copied):
    return f"{looked_at} files, of which {copied} were missing in the bucket."


def bring(disk, name):
    """Store the file in the bucket where it is not; return whether it was missing."""
    try:
        if default_storage.size(name) == disk.size(name):
            return False
        # Another one under this name is no picture of ours.
        default_storage.delete(name)
    except FileNotFoundError:
        pass
    with disk.open(name) as file:
        stored = default_storage.save(name, file)
    if stored != name:
        raise CommandError(f"{name} was written by somebody else meanwhile: see to it by hand.")
    return True
