from .editions import GuideEdition
from .fundraisers import Fundraiser, Note

__all__ = ["Fundraiser", "GuideEdition", "Note"]
