from .boilerplates import Boilerplate
from .inquiries import Inquiry, Note
from .people import PressContact

__all__ = ["Boilerplate", "Inquiry", "Note", "PressContact"]
