"""What must not come back from a backup: people who were erased since, and mail they ended since.

Every backup has a list of it beside it, and `manage.py backup --erasures` writes one as often as
wanted. It knows people by the keyed hash of their address alone. A restore adds the lists of all
later backups to what it restores, and erases again.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from ijmsite.photos.models import Photo
from ijmsite.privacy import erasure
from ijmsite.privacy.models import Consent, PrivacyRequest, Receipt

from . import backups, files
from .files import UpkeepError
from .sealing import MAGIC, Key, SealError

NAME = "erasures.json"
LEDGER = "the key of the ledger"
WITHDRAWN = ["address_hash", "purpose", "manner", "recorded_by"]


def ledger_key() -> bytes:
    """Return a key of its own for these lists, from that of the ledger."""
    return hmac.digest(settings.LEDGER_KEY.encode(), b"ijmsite.upkeep.forgotten", "sha256")


def key_file() -> Path | None:
    """Return the file that holds LEDGER_KEY, where the site has made the key itself."""
    path = Path(settings.DATA_DIR, "ledger_key")
    return path if path.is_file() and path.read_text() == settings.LEDGER_KEY else None


def ledger_id() -> str:
    """Return by what a backup knows the key of its ledger, without which it knows nobody."""
    return hmac.new(ledger_key(), LEDGER.encode(), "sha256").hexdigest()[:16]


def listed() -> dict[str, Any]:
    """Return the list as it is now."""
    withdrawn = Consent.objects.filter(kind=Consent.Kind.WITHDRAWN).order_by("id")
    pictures = Photo.objects.filter(consent_withdrawn_at__isnull=False)
    return {
        "at": timezone.now().isoformat(),
        "erased": [
            {
                "address_hash": one.address_hash,
                "counts": one.counts,
                "at": one.at.isoformat(),
                "signature": one.signature,
            }
            for one in erasure.erasures()
        ],
        "withdrawn": [
            {name: getattr(one, name) for name in WITHDRAWN} | {"at": one.at.isoformat()}
            for one in withdrawn
        ],
        "pictures": {
            str(photo.pk): photo.consent_withdrawn_at.isoformat() for photo in pictures.only("pk")
        },
    }


def write(folder: Path, key: Key | None, said: dict[str, Any], name: str = NAME) -> None:
    """Write the list into a folder, signed with the key of the ledger, for nobody else to read."""
    content = json.dumps(listed(), sort_keys=True)
    signature = hmac.new(ledger_key(), content.encode(), hashlib.sha256).hexdigest()
    with files.written(folder, name, key, said, sealed_as=NAME) as file:
        file.write(f"{signature}\n{content}\n".encode())


def write_alone(place: Path, key: Key | None) -> Path:
    """Write the list beside the backups, in place of the one before."""
    aside = f".{NAME}.new"
    with backups.alone(place):
        write(place, key, {}, aside)
        (place / aside).rename(place / NAME)
        files.sync_folder(place)
    return place / NAME


def read(path: Path, key: Key | None) -> dict[str, Any]:
    """Return what a list says. Raises `UpkeepError` where it is not one of this site's."""
    try:
        with path.open("rb") as file:
            is_sealed = file.read(len(MAGIC)) == MAGIC
        if is_sealed and not key:
            raise UpkeepError(f"The list of erasures {path} is encrypted: set BACKUP_KEY.")
        with files.read(path, key if is_sealed else None, sealed_as=NAME) as file:
            signature, content = file.read().decode().strip().split("\n")
    except (OSError, ValueError, SealError):
        raise UpkeepError(
            f"The list of erasures {path} is damaged, or was written under another BACKUP_KEY. "
            "Where it is lost, move it away: then nobody is erased again by it."
        ) from None
    found = hmac.new(ledger_key(), content.encode(), hashlib.sha256).hexdigest()
    if not backups.is_signature(signature, found):
        raise UpkeepError(
            f"The list of erasures {path} was changed, or written with another LEDGER_KEY."
        )
    return json.loads(content)


def written_at(said: dict[str, Any]) -> datetime:
    """Return when a list was written; nobody is in it who was erased afterwards."""
    return datetime.fromisoformat(said["at"])


def paths(backup: backups.Backup, given: Iterable[Path]) -> list[Path]:
    """Return the lists that count for a restore of this backup: its own and all that are later.

    `given` are files, backups or folders of backups. Raises `UpkeepError` for what is none.
    """
    found = {backup.folder / NAME}
    for place in [backup.folder.parent, *given]:
        here = {place} if place.is_file() else {place / NAME, *place.glob(f"*/{NAME}")}
        here = {path for path in here if path.is_file() and not path.parent.name.startswith(".")}
        if not here and place != backup.folder.parent:
            raise UpkeepError(f"There is no list of erasures in {place}.")
        found |= here
    return sorted(found)


def erase_again(lists: list[dict[str, Any]], say: Callable[[str], None]) -> dict[str, int]:
    """Add to the restored rows what these lists know, and erase again; return the counts.

    To be called in a transaction. Who has ended mail since stays so; a picture whose consent was
    withdrawn since is withdrawn.
    """
    _add_receipts([one for each in lists for one in each["erased"]], say)
    _add_withdrawals([one for each in lists for one in each["withdrawn"]])
    for each in lists:
        for pk, at in each["pictures"].items():
            ended = Photo.objects.filter(pk=pk, consent_withdrawn_at=None)
            ended.update(consent_withdrawn_at=datetime.fromisoformat(at))
    # Asked before the backup and done after it: the request is open again, with its address.
    for receipt in erasure.erasures():
        if receipt.is_genuine:
            asked = PrivacyRequest.objects.open().filter(
                Q(address_hash=receipt.address_hash, received_at__lte=receipt.at),
                what__in=erasure.DONE_BY_IT,
            )
            asked.update(settled_at=receipt.at, settled_by="restore")
    return erasure.replay()


def _add_receipts(erased: list[dict[str, Any]], say: Callable[[str], None]) -> None:
    known = {one.signature for one in erasure.erasures()}
    for said in erased:
        if said["signature"] in known:
            continue
        known.add(said["signature"])
        receipt = Receipt(
            kind=Receipt.Kind.ERASURE, **said | {"at": datetime.fromisoformat(said["at"])}
        )
        if receipt.is_genuine:
            receipt.save()
        else:
            say("A receipt of an erasure was changed by somebody and is left out: see to it.")


def _add_withdrawals(withdrawn: list[dict[str, Any]]) -> None:
    entries = Consent.objects.filter(kind=Consent.Kind.WITHDRAWN)
    known = {(one.address_hash, one.purpose, one.at) for one in entries}
    for said in withdrawn:
        said = said | {"at": datetime.fromisoformat(said["at"])}
        entry = Consent(kind=Consent.Kind.WITHDRAWN, **said)
        if (same := (entry.address_hash, entry.purpose, entry.at)) not in known:
            known.add(same)
            entry.save()
