"""What the apps tell the parts of the site that they share, each in a module of an agreed name."""

from functools import cache
from importlib import import_module
from types import ModuleType

from django.apps import AppConfig, apps
from django.utils.module_loading import module_has_submodule


@cache
def told(
    name: str, explained_in: str = "", own: str = ""
) -> tuple[tuple[AppConfig, ModuleType], ...]:
    """Return every app that has a module `name`, with that module, in the order of the apps.

    The app `explained_in` has a module of this name too, which says what the others are for: what
    it tells itself stands in its module `own`, if anywhere.
    """
    found = []
    for config in apps.get_app_configs():
        module = own if config.name == explained_in else name
        # It looks for a file in every app, and an admin page asks for some duties twenty times.
        if module and config.module and module_has_submodule(config.module, module):
            found.append((config, import_module(f"{config.name}.{module}")))
    return tuple(found)
