"""The WSGI application, with what has to happen before Django sees a request."""

import os

from django.core.wsgi import get_wsgi_application

from ijmsite.web.limits import limit_requests
from ijmsite.web.parentage import die_with_parent
from ijmsite.web.proxies import trust_proxies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ijmsite.settings")

# granian's workers outlive a killed main process and keep the port; `ijmsite.run` asks for this.
if os.environ.get("DIE_WITH_PARENT"):
    die_with_parent()

application = trust_proxies(limit_requests(get_wsgi_application()))
