"""Long texts for supporters: one TOML file a language beside the code that reads it."""

import tomllib
from pathlib import Path
from typing import Any

FALLBACK = "en"
LANGUAGES = ("en", "fr")


def nearest(language: str) -> str:
    """Return the language in which texts are there: for "fr-ca" it is "fr", else English."""
    language = language.lower().split("-")[0]
    return language if language in LANGUAGES else FALLBACK


def read(folder: Path, name: str, language: str) -> dict[str, Any]:
    """Return what stands in `<name>.<language>.toml`, in English where there is no such file."""
    source = folder / f"{name}.{nearest(language)}.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))
