from .inquiries import InquiryAdmin
from .kit import BoilerplateAdmin
from .people import PressContactAdmin

__all__ = ["BoilerplateAdmin", "InquiryAdmin", "PressContactAdmin"]
