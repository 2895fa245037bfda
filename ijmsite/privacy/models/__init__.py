from .ledger import Consent, Wording, hash_address
from .links import ConfirmLink, UnsubscribeLink

__all__ = ["ConfirmLink", "Consent", "UnsubscribeLink", "Wording", "hash_address"]
