"""The web server as `make run` starts it, by itself, and perhaps with mistakes.

    python -m drills.web [MISTAKE …]

becomes that server; granian in turn loads `drills.web:application` where there are mistakes.
"""

import os
import sys


def main(mistakes):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ijmsite.settings")
    os.environ["COLLECTED_STATIC"] = "0"
    # granian's workers end with their main process, as in `make run`.
    os.environ["DIE_WITH_PARENT"] = "1"
    from ijmsite.run import children

    command = children()["web"]
    if mistakes:
        os.environ["DRILL_MISTAKES"] = " ".join(mistakes)
        command[command.index("ijmsite.wsgi:application")] = "drills.web:application"
    os.execv(command[0], command)  # noqa: S606 (our own command)


if __name__ == "__main__":
    main(sys.argv[1:])
elif mistakes := os.environ.get("DRILL_MISTAKES"):
    import django

    from drills import spoiled

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ijmsite.settings")
    django.setup()
    spoiled.spoil(mistakes.split())

    from ijmsite.wsgi import application  # noqa: F401
