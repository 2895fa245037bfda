"""What readers see of the fundraising pages: see `ijmsite.web.content`."""

from .models import GuideEdition

MODELS = [GuideEdition]
