import os

from django.core.wsgi import get_wsgi_application

from ijmsite.web.parentage import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.subjects.plain_site.settings")
die_with_parent()
application = get_wsgi_application()
