"""Where the files of the library lie, as MEDIA_STORAGE_URL says: on the disk, or in a bucket."""

from importlib.util import find_spec
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

DISK = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
SCHEMES = {"s3": "https", "s3+http": "http"}
# A bucket's name in the path works with every server; `virtual` puts it into the host's name.
ADDRESSING = {"path", "virtual"}
EXAMPLE = "s3://KEY:SECRET@host/bucket?region=ca-central-1"


class StorageDownError(OSError):
    """The place of the files does not answer, or refuses us."""

    def __init__(self, cause: Exception) -> None:
        # Neither the address nor the key, which some messages repeat.
        super().__init__(f"The storage of the pictures does not answer: {type(cause).__name__}")


def storage_at(url: str) -> dict:
    """Return what Django's STORAGES says of the place that MEDIA_STORAGE_URL names.

    Empty is the disk, below DATA_DIR. Raises `ImproperlyConfigured`, in whose sentence the secret
    is not repeated.
    """
    if not url:
        return DISK
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        raise refused() from None
    bucket = parts.path.strip("/")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    region, addressing = options.pop("region", ""), options.pop("addressing", "path")
    is_whole = parts.hostname and parts.username and parts.password and bucket
    if (
        parts.scheme not in SCHEMES
        or not is_whole
        or "/" in bucket
        or options
        or addressing not in ADDRESSING
    ):
        raise refused()
    if not find_spec("storages") or not find_spec("boto3"):
        raise ImproperlyConfigured(
            "MEDIA_STORAGE_URL needs: pip install --require-hashes -r deploy/requirements-s3.txt"
        )
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return {
        "BACKEND": "ijmsite.photos.bucket.BucketStorage",
        "OPTIONS": {
            "host": f"{SCHEMES[parts.scheme]}://{host}{port}",
            "bucket_name": bucket,
            "access_key": unquote(parts.username),
            "secret_key": unquote(parts.password),
            "region_name": region or "us-east-1",
            "addressing": addressing,
        },
    }


def refused() -> ImproperlyConfigured:
    return ImproperlyConfigured(f"Set MEDIA_STORAGE_URL to an address such as {EXAMPLE}.")
