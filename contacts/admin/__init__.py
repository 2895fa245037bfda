from .boilerplates import BoilerplateAdmin
from .inquiries import InquiryAdmin
from .people import PressContactAdmin

__all__ = ["BoilerplateAdmin", "InquiryAdmin", "PressContactAdmin"]
