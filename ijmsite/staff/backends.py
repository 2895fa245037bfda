from axes.backends import AxesStandaloneBackend
from django.contrib.auth.backends import ModelBackend

from . import locks


class StaffBackend(AxesStandaloneBackend, ModelBackend):
    """Knows staff by address and password, unless too many wrong ones came before."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        # Without a request it is a command or a test: there is no sender to count for.
        if request is not None:
            super().authenticate(request, username=username, password=password, **kwargs)
        user = ModelBackend.authenticate(self, request, username, password, **kwargs)
        # Asked last: it takes as long as for everybody else.
        if user is None or locks.is_stopped(user, request):
            return None
        if request is not None:
            locks.forget(user, request)
        return user
