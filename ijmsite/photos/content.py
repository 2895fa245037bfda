"""What readers see of the photo library: see `ijmsite.web.content`.

The consent of the people shown ends with a day, as everything that depends on the date does.
"""

from .models import Photo

MODELS = [Photo]
