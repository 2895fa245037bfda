"""What a message says: phrases of spam, their combinations, and what journalists say and ask."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from ..wording import Sentence, own_words, sentences
from . import lists

# All numbers were set by the examples in tests/contacts/corpus.
TOPIC = 2
TOPIC_MOST = 6
# So many words of trade anybody uses.
TRADE_FREE = 2
TRADE_MOST = 12
# What is taken off at most; and where something is offered, as that flatters in our words.
HONEST_MOST = 10
HONEST_BESIDE_PITCH = 2
PITCH = 6
THREAT = 10
FLATTERY = 3
ASKED = 3
ASKS_MOST = 4
ASKED_AT_ONCE = 2
# Where the words of the press lead by so many, an offer is told of rather than made.
PRESS_LEADS = 4
PRESS_MOST = 20
# So many questions and words of the press stand beside what a reporter quotes. Anybody else who
# puts a pitch in quotation marks makes it.
QUOTING = 2
# A question that has one of these offers something.
OFFERING = {"trade twice", "phrase offer"}


@dataclass
class Said:
    """What was found: the phrases of each list, each once, and what stands in one sentence."""

    phrases: dict[str, set[tuple[str, ...]]] = field(default_factory=lambda: defaultdict(set))
    combined: Counter[str] = field(default_factory=Counter)
    asks: int = 0

    @property
    def has_parts(self) -> bool:
        return any(label.startswith("part ") for label in self.phrases)

    def phrases_of(self, kind: str, code: str) -> int:
        return len(self.phrases.get(f"{kind} {code}", ()))


def read(text: str) -> Said:
    """Return what `text` says: without what it quotes, where the rest is of a reporter."""
    own = own_words(text)
    said = _read(own)
    is_quoting = said.asks + _words_of_press(said) >= QUOTING
    return said if own == text or is_quoting else _read(text)


def _read(text: str) -> Said:
    said = Said()
    for sentence in sentences(text):
        _read_sentence(sentence, said)
    return said


def _read_sentence(sentence: Sentence, said: Said) -> None:
    labels: dict[str, int] = defaultdict(int)
    for label, phrase, _end in lists.lexicon().find(sentence.words):
        labels[label] += 1
        said.phrases[label].add(phrase)
    found = labels.keys()
    for combination in lists.pitches()["combinations"]:
        if found >= combination["groups"]:
            said.combined[combination["code"]] += combination["points"]
    if sentence.is_question and OFFERING.isdisjoint(labels):
        # "Which platform do you use, and what does it cost?" asks twice.
        said.asks += min(labels["honest asked"], ASKED_AT_ONCE)


def signs(said: Said) -> dict[str, int]:
    """Return the points of each sign, by the code of its reason."""
    combined = said.combined + _together(said) if said.combined or said.has_parts else {}
    found = {
        code: min(
            listed["points"] * len(said.phrases.get(f"phrase {code}", ())) + combined.get(code, 0),
            listed["most"],
        )
        for code, listed in lists.pitches()["phrases"].items()
    }
    if found["offer"]:
        for code in lists.pitches()["topics"]:
            found[code] += min(TOPIC * said.phrases_of("topic", code), TOPIC_MOST)
    else:
        found["price"] = 0
    found["trade"] = trade(said)
    return {code: points for code, points in found.items() if points}


def _together(said: Said) -> Counter[str]:
    """Return the points of what stands together anywhere in the message."""
    found: Counter[str] = Counter()
    for rule in lists.pitches()["together"]:
        if all(said.phrases_of("part", name) >= least for name, least in rule["groups"].items()):
            found[rule["code"]] += rule["points"]
    return found


def _words_of_press(said: Said) -> int:
    return sum(said.phrases_of("honest", name) for name in ["press", "reporter", "field"])


def surplus(said: Said) -> int:
    """Return how many more words of trade there are than of the press: honest ones have fewer."""
    words = said.phrases_of("trade", "once") + 2 * said.phrases_of("trade", "twice")
    against = said.phrases_of("honest", "press") + 2 * said.phrases_of("honest", "reporter")
    # A pitch flatters with some words of our field.
    against += min(said.asks, ASKS_MOST) + max(0, said.phrases_of("honest", "field") - FLATTERY)
    return words - 2 * against


def trade(said: Said) -> int:
    """Return the points for more words of trade than anybody uses."""
    return max(0, min(2 * (surplus(said) - TRADE_FREE), TRADE_MOST))


def discount(said: Said, found: dict[str, int], fields: dict) -> int:
    """Return the points to take off for what honest questions have."""
    total = _is_of_outlet(fields) * 2 + bool(fields.get("deadline")) * 2 + bool(fields["topic"])
    for name in ["reporter", "field"]:
        listed = lists.honest()[name]
        total += min(listed["points"] * said.phrases_of("honest", name), listed["most"])
    total += ASKED * min(said.asks, 1)
    excess = -surplus(said)
    if excess >= PRESS_LEADS and _is_of_press(said, found):
        return min(total + excess, PRESS_MOST)
    pitch = sum(found.get(code, 0) for code in ["offer", "guest_post", "opt_out", "trade"])
    return min(total, HONEST_BESIDE_PITCH if pitch >= PITCH else HONEST_MOST)


def _is_of_press(said: Said, found: dict[str, int]) -> bool:
    """Tell a reporter from whoever sells coverage, or threatens with a photographer's rights."""
    poses = found.get("guest_post", 0) >= PITCH or found.get("threat", 0) >= THREAT
    asks = bool(said.asks or said.phrases_of("honest", "reporter"))
    # A pitch has the words of our field too.
    knows = bool(said.phrases_of("honest", "field")) and not found.get("offer")
    return (asks or knows) and not poses


def _is_of_outlet(fields: dict) -> bool:
    """Tell whether the address belongs to the outlet: "Harrow Bay Courier" at courier.example."""
    host = fields["email"].rpartition("@")[2].lower().replace("-", "")
    names = [word for word in fields["outlet"].lower().split() if len(word) > 3]
    return any(name in host for name in names)
