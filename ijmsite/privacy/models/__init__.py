from .ledger import Consent, Wording, hash_address
from .links import ConfirmLink, DataLink, UnsubscribeLink
from .records import Breach, Receipt
from .requests import PrivacyRequest

__all__ = [
    "Breach",
    "ConfirmLink",
    "Consent",
    "DataLink",
    "PrivacyRequest",
    "Receipt",
    "UnsubscribeLink",
    "Wording",
    "hash_address",
]
