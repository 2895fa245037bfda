"""The files of the library in an S3-compatible bucket, which several machines share."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urljoin

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.base import File
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

from .places import StorageDownError

# A request that waits for the bucket holds one of the few threads of a web process.
CONNECT_WITHIN = 3  # seconds
ANSWER_WITHIN = 15  # seconds, for each part of an answer
TRIES = 2


def in_files_words(method: Callable) -> Callable:
    """Let a method raise what that of a disk would: FileNotFoundError, or another OSError."""

    @wraps(method)
    def said(self, *args, **kwargs):
        try:
            return method(self, *args, **kwargs)
        except ClientError as error:
            if error.response["ResponseMetadata"].get("HTTPStatusCode") == 404:
                raise FileNotFoundError("It is not in the bucket.") from error
            raise StorageDownError(error) from error
        except (BotoCoreError, Boto3Error) as error:
            raise StorageDownError(error) from error

    return said


class BucketStorage(S3Storage):
    """Django's storage in a bucket, of which nobody but us learns an address.

    The bucket stays private: readers have pictures from `/media/`, which asks whether they may.
    """

    def __init__(self, *, host: str, addressing: str, **options) -> None:
        super().__init__(
            endpoint_url=host,
            # A name that is taken gets another one, as on a disk.
            file_overwrite=False,
            client_config=Config(
                signature_version="s3v4",
                connect_timeout=CONNECT_WITHIN,
                read_timeout=ANSWER_WITHIN,
                retries={"mode": "standard", "total_max_attempts": TRIES},
                s3={"addressing_style": addressing},
                # Checksums that not every compatible server knows.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
            # Each file in the thread that asks: a pool for each would take longer than the file.
            transfer_config=TransferConfig(use_threads=False),
            **options,
        )

    @property
    def bucket(self):
        # Of this thread: what boto3 calls a resource is not made for several.
        return self.connection.Bucket(self.bucket_name)

    @in_files_words
    def _open(self, name: str, mode: str = "rb") -> File:
        found = super()._open(name, mode)
        # Fetched now, and not at the first read, where nobody expects an error.
        if "r" in mode:
            found.open()
        return found

    _save = in_files_words(S3Storage._save)
    delete = in_files_words(S3Storage.delete)
    exists = in_files_words(S3Storage.exists)
    listdir = in_files_words(S3Storage.listdir)
    size = in_files_words(S3Storage.size)
    get_modified_time = in_files_words(S3Storage.get_modified_time)

    def url(self, name: str, *args, **kwargs) -> str:
        return urljoin(settings.MEDIA_URL, filepath_to_uri(name).lstrip("/"))
