"""The stories of the bench: the same for our site and for what it is compared with.

A story is known by its number and comes out the same wherever it is made, by Python alone. Its
sentences are those of the sample articles; between them stand made-up words, of which, as in a
language, a few make most of a text: else a search would know no rare word.
"""

import random
import re
import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from html import escape, unescape
from itertools import accumulate
from pathlib import Path

SAMPLE = Path(__file__).resolve().parents[1] / "news" / "sample" / "articles"
SPAN = timedelta(days=3650)  # the oldest story is that old, however many there are
# The story that is read: recent, English, published, corrected once.
READ = 24
COMMON, RARE = "harbour", "zanzibar"
RARE_EACH = 500
# English in ASCII is folded for the search in no time, and most of a fill is folding.
PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "—": "-", "–": "-", "…": "."})
TOPICS = [
    *("Partnerships", "Labour trafficking", "Online exploitation", "Justice systems"),
    *("Survivor care", "Prevention", "Fundraising", "Volunteers", "Training"),
]
RARE_TOPIC, RARE_TOPIC_EACH = "Annual report", 400
SYLLABLES = ["ba", "co", "di", "fen", "gar", "lo", "mi", "nor", "per", "sa", "tu", "ver"]


@dataclass(frozen=True)
class Story:
    number: int
    language: str
    headline: str
    standfirst: str
    paragraphs: list[str]  # in HTML: each a heading, a paragraph or a list
    topics: list[str]

    @property
    def slug(self) -> str:
        return slug_of(self.number)

    @property
    def body(self) -> str:
        return "".join(self.paragraphs)


def slug_of(number: int) -> str:
    return f"story-{number:06}"


def age(number: int, total: int) -> timedelta:
    """Return how long before the newest of `total` stories this one was published."""
    return SPAN / total * number


def language_of(number: int) -> str:
    return "fr" if number % 5 == 2 else "en"


def topics_of(number: int) -> list[str]:
    """Return some topics: the first ones stand in many stories, the rare one in few."""
    dice = random.Random(f"topics {number}")  # noqa: S311 (no secret)
    weights = [1 / (rank + 1) for rank in range(len(TOPICS))]
    chosen = dict.fromkeys(dice.choices(TOPICS, weights, k=dice.randint(1, 3)))
    rare = [RARE_TOPIC] if number % RARE_TOPIC_EACH == READ else []
    return [*chosen, *rare]


@cache
def sentences(language: str) -> list[str]:
    """Return the sentences of the sample articles in a language."""
    found = []
    for path in sorted(SAMPLE.glob("*.toml")):
        article = tomllib.loads(path.read_text(encoding="utf-8"))
        if article.get("language", "en") == language:
            text = unescape(re.sub(r"<[^>]+>", " ", article["body"]))
            text = text.translate(PLAIN) if language == "en" else text
            found += [" ".join(s.split()) for s in re.split(r"(?<=[.!?])\s+", text)]
    return [sentence for sentence in found if 40 < len(sentence) < 160]


@cache
def vocabulary() -> tuple[list[str], list[float]]:
    """Return 20,000 made-up words, and their weights, added up."""
    dice = random.Random(1)  # noqa: S311 (no secret)
    words = ["".join(dice.choices(SYLLABLES, k=dice.randint(2, 4))) for _ in range(20_000)]
    return words, list(accumulate(1 / (rank + 10) for rank in range(len(words))))


def story(number: int) -> Story:
    dice = random.Random(f"story {number}")  # noqa: S311 (no secret)
    language = language_of(number)
    known = sentences(language)
    words, weights = vocabulary()
    made_up = iter(dice.choices(words, cum_weights=weights, k=140))

    def take(count):
        return " ".join(next(made_up) for _ in range(count))

    first = f"The {COMMON} night work letter court &amp; {take(4)}"
    paragraphs = []
    for place in range(8):
        said = first if place == 0 else take(13).capitalize()
        if place == 4 and number % RARE_EACH == 0:
            said += f" {RARE}"
        if place in (3, 6):
            paragraphs.append(f"<h2>{take(4).capitalize()}</h2>")
        real = [escape(sentence, quote=False) for sentence in dice.sample(known, 2)]
        paragraphs.append(f"<p>{real[0]} {said}. {real[1]}</p>")
    items = "".join(f"<li>{escape(dice.choice(known), quote=False)}</li>" for _ in range(3))
    paragraphs.insert(-1, f"<ul>{items}</ul>")
    return Story(
        number=number,
        language=language,
        headline=take(7).capitalize() + f" {COMMON}" * (number % 7 == 0),
        standfirst=f"{dice.choice(known)} {take(10).capitalize()}."[:300],
        paragraphs=paragraphs,
        topics=topics_of(number),
    )
