"""What the apps tell the parts of the site that they share, each in a module of an agreed name."""

from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

from django.apps import AppConfig, apps
from django.utils.module_loading import module_has_submodule


def told(
    name: str, explained_in: str = "", own: str = ""
) -> Iterator[tuple[AppConfig, ModuleType]]:
    """Yield every app that has a module `name`, with that module, in the order of the apps.

    The app `explained_in` has a module of this name too, which says what the others are for: what
    it tells itself stands in its module `own`, if anywhere.
    """
    for config in apps.get_app_configs():
        module = own if config.name == explained_in else name
        if module and config.module and module_has_submodule(config.module, module):
            yield config, import_module(f"{config.name}.{module}")
