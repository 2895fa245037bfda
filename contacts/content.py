"""What readers see of the press office: see `ijmsite.web.content`."""

from .models import Boilerplate, PressContact

MODELS = [Boilerplate, PressContact]
