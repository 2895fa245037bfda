from .boilerplates import Boilerplate
from .inquiries import Inquiry, Note
from .people import PressContact, all_contacts, office_among, responsible_of

__all__ = [
    "Boilerplate",
    "Inquiry",
    "Note",
    "PressContact",
    "all_contacts",
    "office_among",
    "responsible_of",
]
