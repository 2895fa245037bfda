from .breaches import BreachAdmin
from .ledger import ConsentAdmin, WordingAdmin
from .receipts import ReceiptAdmin
from .requests import PrivacyRequestAdmin

__all__ = ["BreachAdmin", "ConsentAdmin", "PrivacyRequestAdmin", "ReceiptAdmin", "WordingAdmin"]
