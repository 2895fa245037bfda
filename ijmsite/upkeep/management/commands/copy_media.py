from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.management.base import BaseCommand, CommandError

from ijmsite.photos.places import StorageDownError

TOLD_EVERY = 100  # files


class Command(BaseCommand):
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
            for name in names(disk):
                copied += bring(disk, name)
                looked_at += 1
                if looked_at % TOLD_EVERY == 0:
                    self.say(looked_at, copied)
        except StorageDownError as error:
            raise CommandError(f"{error}. Copied so far: {copied}. Run it again.") from None
        except KeyboardInterrupt:
            raise CommandError(f"Broken off. Copied so far: {copied}. Run it again.") from None
        self.say(looked_at, copied)

    def say(self, looked_at, copied):
        self.stdout.write(f"{looked_at} files, of which {copied} were missing in the bucket.")
        self.stdout.flush()


def names(disk, folder=""):
    """Yield the name of each file below `folder`."""
    try:
        folders, files = disk.listdir(folder)
    except FileNotFoundError:
        return  # Nobody ever uploaded anything.
    yield from (f"{folder}{name}" for name in sorted(files))
    for name in sorted(folders):
        yield from names(disk, f"{folder}{name}/")


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
