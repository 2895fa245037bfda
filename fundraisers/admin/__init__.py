from .editions import GuideEditionAdmin
from .fundraisers import FundraiserAdmin

__all__ = ["FundraiserAdmin", "GuideEditionAdmin"]
