from .inquiries import InquiryAdmin
from .people import PressContactAdmin

__all__ = ["InquiryAdmin", "PressContactAdmin"]
