"""What an app asks of the staff: it says so itself, in its module `duties`.

Such a module may define

- `ENTRIES`: where its models stand on the page of the admin, as `(desk, rank, model)`;
- `ROLES`: what each role may do, as `{role: {model: [what, …]}}`, where a "what" without an
  underscore stands for Django's codename (`"view"` for `view_article`);
- `FIRST_STEPS`: what somebody does on the first day, as `FirstStep`;
- `TILES`: what waits for somebody, as `Tile`;
- `DETAILS`: how the audit list says what is kept with an entry, as `{name: Detail}`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import ModuleType

from django.apps import AppConfig
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from ijmsite.parts import told

ADMINISTRATOR = gettext_noop("Administrator")
WRITER = gettext_noop("Writer")
PR_LEAD = gettext_noop("PR lead")
FUNDRAISING = gettext_noop("Fundraising")

EVERYTHING = ["add", "change", "delete", "view"]

NEWS_DESK, MEDIA_DESK, FUNDRAISING_DESK = "news-desk", "media-desk", "fundraising-desk"
PRIVACY_DESK = "privacy-desk"
# What belongs to no desk, a new model included.
BEHIND_THE_SCENES = "behind-the-scenes"
DESKS = {
    NEWS_DESK: _("News"),
    MEDIA_DESK: _("Media desk"),
    FUNDRAISING_DESK: _("Fundraising"),
    PRIVACY_DESK: _("Privacy"),
    BEHIND_THE_SCENES: _("Behind the scenes"),
}


@dataclass(frozen=True)
class FirstStep:
    permission: str  # "news.add_article"
    page: str  # "admin:news_article_add"
    words: str | Promise
    rank: int = 0


@dataclass(frozen=True)
class Tile:
    """A number on the first page of the admin, which leads to exactly the rows it counts."""

    words: str | Promise
    model: str  # of the app that says it
    rows: Callable[[QuerySet], QuerySet]  # which of the rows that this person may see
    query: str  # the same rows in the model's list: "state=in_review"
    rank: int = 0
    # Whether somebody must act, or it is only good to know.
    is_urgent: bool = False
    # Not shown where there is nothing, as on most days.
    is_rare: bool = False


@dataclass(frozen=True)
class Detail:
    """What a name in the details of an audit entry means, and such of its values as are codes.

    With `is_time` they are moments, as `audit.moment` writes them.
    """

    words: str | Promise
    values: Mapping[str, str | Promise] = field(default_factory=dict)
    is_time: bool = False


def duties() -> Iterator[tuple[AppConfig, ModuleType]]:
    """Yield every app with a module of duties, and that module; the staff's own come last."""
    found = told("duties", explained_in="ijmsite.staff", own="own_duties")
    yield from sorted(found, key=lambda one: one[0].name == "ijmsite.staff")


def entries(desk: str) -> list[tuple[str, str]]:
    """Return the models of one desk, as (app label, model name), in the order of the page."""
    found = [
        (rank, config.label, model)
        for config, module in duties()
        for at, rank, model in getattr(module, "ENTRIES", [])
        if at == desk
    ]
    return [(label, model) for _rank, label, model in sorted(found)]


def permissions_of(role: str) -> set[tuple[str, str]]:
    """Return what `role` may do, as (app label, codename)."""
    return {
        (config.label, what if "_" in what else f"{what}_{model}")
        for config, module in duties()
        for model, whats in getattr(module, "ROLES", {}).get(role, {}).items()
        for what in whats
    }


def first_steps() -> list[FirstStep]:
    steps = [step for _app, module in duties() for step in getattr(module, "FIRST_STEPS", [])]
    return sorted(steps, key=lambda step: step.rank)


def tiles() -> list[tuple[str, Tile]]:
    """Return every tile with the label of its app, in the order of the page."""
    found = [
        (config.label, tile) for config, module in duties() for tile in getattr(module, "TILES", [])
    ]
    return sorted(found, key=lambda pair: pair[1].rank)


@cache
def details() -> dict[str, Detail]:
    return {k: v for _app, module in duties() for k, v in getattr(module, "DETAILS", {}).items()}
