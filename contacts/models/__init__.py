from .inquiries import Inquiry, Note
from .kit import Boilerplate
from .people import PressContact

__all__ = ["Boilerplate", "Inquiry", "Note", "PressContact"]
