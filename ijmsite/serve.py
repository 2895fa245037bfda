"""The web server: granian, whose workers share what they would all read at their start.

    python -m ijmsite.serve MODULE:APPLICATION [OPTION OF GRANIAN …]

Code, addresses and the frame of pages are read before the first one begins. Each is then a copy of
this process (fork): it answers at once, and what it never changes is in memory only once.
"""

import gc
import multiprocessing
import os
import sys
from importlib import import_module

OURS = "ijmsite.wsgi:application"
WARM_UP_AFTER = 1  # second: then a worker makes some pages that nobody asked for
OPTIONS = [
    *("--interface", "wsgi", "--http", "1", "--no-ws"),
    *("--blocking-threads", "4", "--backpressure", "1024"),
    # A worker that is told to stop while it starts may not hear it; granian would wait on.
    *("--respawn-failed-workers", "--workers-kill-timeout", "10"),
    *("--http1-header-read-timeout", "10000", "--http1-buffer-size", "32768"),
    *("--log-level", "warning"),
]
# What `ijmsite.wsgi` puts in front of Django in each worker.
DOORS = ["limits", "metrics_page", "pagecache", "parentage", "proxies", "static"]


def command(application: str = OURS) -> list[str]:
    """Return the command line, to which the place is added: --host, --port, --workers."""
    return [sys.executable, "-m", "ijmsite.serve", application]


def main() -> None:
    application, *options = sys.argv[1:]
    # It is Python's own way on Linux up to 3.13. Elsewhere a worker reads all by itself.
    if sys.platform == "linux":
        multiprocessing.set_start_method("fork")
        # Drills make mistakes first, which would come too late.
        if application == OURS:
            preload()
    from granian.cli import cli

    cli([application, *OPTIONS, *options], auto_envvar_prefix="GRANIAN")


def preload() -> None:
    """Read code, addresses and the frame of pages; connect to nothing, start no thread.

    The admin is left to the workers, which read it when they make the first pages beforehand, or
    when somebody asks for it.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ijmsite.settings")
    # Nearly nothing of it is ever thrown away, and to look for that again and again takes an
    # eighth of the whole. Frozen, it is never looked at either, which would make copies of it.
    gc.disable()
    read_code()
    gc.freeze()
    gc.enable()


def read_code() -> None:
    from django.core.wsgi import get_wsgi_application

    from ijmsite.staff.apps import AdminConfig

    AdminConfig.is_read_later = True
    get_wsgi_application()

    from django.conf import settings
    from django.template.loader import get_template
    from django.urls import get_resolver
    from django.utils import translation

    from ijmsite.parts import told
    from ijmsite.web.content import modules

    for name in DOORS:
        import_module(f"ijmsite.web.{name}")
    list(modules())
    told("pictures")
    get_template("base.html")  # and by that all tags
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            get_resolver().reverse_dict  # noqa: B018 (it is made when it is asked for)


if __name__ == "__main__":
    main()
