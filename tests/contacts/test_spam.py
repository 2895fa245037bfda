"""What looks like spam is put aside for staff: stored and thanked for, but written to nobody."""

import itertools
import re

import pytest
from django.utils import timezone

from contacts import spam
from contacts.forms import InquiryForm
from contacts.models import Inquiry
from contacts.services import desk, digests
from ijmsite.mail.models import Message
from tests.effort import takes_less_than
from tests.staff.people import member

ROWS_OF_LINKS = "\n".join(f"https://shop{n}.example/item/{n}" for n in range(12))
# As the list of bad inputs has them.
SUSPECTS = {
    "twelve links": f"See these:\n{ROWS_OF_LINKS}",
    "test of filters": "viagra-test-123",
    "BBCode": "Nice page! [url=https://x.example/]look here[/url] for more, thank you all",
    "Cyrillic casino": "Лучшее онлайн казино! Бонус 100% и фриспины каждый день, играть сейчас",
}
HELP = "They took my passport and I can't leave."
PITCH = "We offer SEO services, guest posts and cheap backlinks to your website. Reply for a price."


def fields(message, **others):
    empty = {"name": "Ann Lee", "outlet": "", "email": "ann@x.example", "phone": ""}
    return {**empty, "topic": "", "deadline": None, "message": message, **others}


def judge(message, traps=(), **others):
    return spam.judge(fields(message, **others), traps)


@pytest.fixture
def lead(db):
    return member("PR lead")


@pytest.fixture
def post_suspect(db, post_inquiry, inquiry_data):
    def post(message=SUSPECTS["BBCode"]):
        plain = {"outlet": "", "topic": "", "deadline": ""}
        return post_inquiry({**inquiry_data, **plain, "message": message})

    return post


@pytest.mark.parametrize("message", SUSPECTS.values(), ids=SUSPECTS)
def test_stores_a_suspect_and_writes_to_nobody(post_suspect, message):
    response = post_suspect(message)
    inquiry = Inquiry.objects.get()

    assert inquiry.status == "quarantined"
    assert inquiry.suspicion >= spam.SUSPECT
    assert inquiry.reasons
    assert inquiry.message == message
    assert inquiry.told_at is None
    assert not Message.objects.exists()
    assert response.status_code == 303


def test_thanks_the_sender_of_a_suspect_like_anybody(
    client, post_suspect, post_inquiry, inquiry_data
):
    pages = []
    for answer in [post_suspect(), post_inquiry(inquiry_data)]:
        assert re.fullmatch(r"/press/thanks/\?reference=M-\w{6}", answer["Location"])
        page = client.get(answer["Location"]).text
        pages.append(re.sub(r"M-\w{6}", "", page))

    assert pages[0] == pages[1]
    assert set(Inquiry.objects.values_list("status", flat=True)) == {"quarantined", "new"}


@pytest.mark.parametrize("trap", ["filled", "fast"])
def test_puts_aside_what_a_trap_caught(post_inquiry, inquiry_data, monkeypatch, trap, db):
    monkeypatch.setattr(InquiryForm, "traps", [trap])

    response = post_inquiry(inquiry_data)
    inquiry = Inquiry.objects.get()

    assert response.status_code == 303
    assert (inquiry.status, inquiry.reasons) == ("quarantined", [trap])
    assert not Message.objects.exists()


@pytest.mark.parametrize("trap", ["filled", "fast"])
def test_no_honest_word_takes_a_trap_back(trap):
    honest = "I am a reporter. How many trafficking survivors does your organization know of?"

    assert not judge(honest).is_suspect
    assert judge(honest, [trap], topic="interview").is_suspect


def test_a_time_that_we_have_not_signed_puts_nobody_aside_by_itself():
    """Who had the page open while the key was changed has done nothing wrong."""
    honest = "May we speak with someone about the agreement?"
    pitch = "We offer guest posts and cheap backlinks. Reply for a price."

    assert not judge(honest, ["forged"]).is_suspect
    assert judge(honest, ["forged"]).reasons == ["forged"]
    assert judge(pitch, ["forged"]).points > judge(pitch).points


@pytest.mark.parametrize("message", [f"{HELP}\n{ROWS_OF_LINKS}", f"{HELP} viagra-test-123"])
def test_never_puts_a_call_for_help_aside(post_suspect, message, settings):
    post_suspect(message)
    inquiry = Inquiry.objects.get()

    assert inquiry.suspicion >= spam.SUSPECT
    assert inquiry.is_call_for_help
    assert inquiry.status == "new"
    assert Message.objects.filter(to=settings.PRESS_INBOX).count() == 1


# Seven words would carry any pitch to the press inbox, and an acknowledgement to anybody.
@pytest.mark.parametrize(
    ("message", "traps"),
    [(HELP, ["filled"]), (HELP, ["fast"]), (f"{HELP} {SUSPECTS['BBCode']}\n{PITCH}", [])],
)
def test_a_call_for_help_that_is_surely_spam_is_on_the_desk_and_in_the_next_digest_only(
    post_inquiry, inquiry_data, monkeypatch, settings, message, traps, db
):
    monkeypatch.setattr(InquiryForm, "traps", traps)

    post_inquiry({**inquiry_data, "message": message})

    inquiry = Inquiry.objects.calls_for_help().get()
    assert inquiry.deadline
    assert inquiry.escalate_at is None
    assert not Message.objects.exists()
    assert digests.tell_of_flood(timezone.now()) == 1
    assert [message.to for message in Message.objects.all()] == [settings.PRESS_INBOX]


def test_a_forged_time_alone_holds_no_call_for_help_back(
    post_inquiry, inquiry_data, monkeypatch, settings, db
):
    monkeypatch.setattr(InquiryForm, "traps", ["forged"])

    post_inquiry({**inquiry_data, "message": HELP})

    assert Message.objects.filter(to=settings.PRESS_INBOX).count() == 1


def test_no_trap_puts_a_call_for_help_aside(post_inquiry, inquiry_data, monkeypatch, db):
    monkeypatch.setattr(InquiryForm, "traps", ["filled"])

    post_inquiry({**inquiry_data, "message": HELP})

    assert Inquiry.objects.get().status == "new"


def test_sends_once_what_would_have_been_sent_when_it_is_released(post_suspect, lead, settings):
    post_suspect()
    inquiry = Inquiry.objects.get()

    assert desk.release(inquiry, by=lead)
    assert not desk.release(inquiry, by=lead)

    inquiry.refresh_from_db()
    assert inquiry.status == "new"
    assert sorted(Message.objects.values_list("to", flat=True)) == sorted(
        [settings.PRESS_INBOX, inquiry.email]
    )


def test_sends_nothing_twice_when_it_is_spam_and_released_again(post_suspect, lead):
    post_suspect()
    inquiry = Inquiry.objects.get()
    desk.release(inquiry, by=lead)
    desk.mark_as_spam(inquiry, by=lead)
    desk.release(inquiry, by=lead)

    assert Message.objects.count() == 2


@pytest.mark.parametrize(
    ("reason", "message", "others"),
    [
        ("links", ROWS_OF_LINKS, {}),
        ("links", ROWS_OF_LINKS.replace("https://", ""), {}),
        ("only_link", "https://y.example/", {}),
        ("markup", "[URL=http://x.example]x[/URL]", {}),
        ("markup", '<a href="http://x.example">x</a>', {}),
        ("markup", "[x](https://x.example)", {}),
        ("short_link", "Please look at bit.ly/3xyz before Monday", {}),
        ("bait_link", "Please look at best-casino.example before Monday", {}),
        ("mixed_letters", "frее spins for nеw players", {}),
        ("mixed_letters", "𝐅𝐫𝐞𝐞 𝐬𝐩𝐢𝐧𝐬 every day for everybody", {}),
        ("invisible", "ca\u200bsino bo\u200bnus da\u00adily", {}),
        ("gibberish", "kJdWqPxLmZ tRvBnMkWsQ", {}),
        ("gibberish", "sdfghjklqw", {}),
        ("foreign", "Добрый день и хорошего дня", {}),
        ("disposable", "Hello there", {"email": "a@mailinator.com"}),
        ("name", "Hello there", {"name": "https://x.example"}),
        ("name", "Hello there", {"name": "RobertTep"}),
        ("outlet", "Hello there", {"outlet": "Google"}),
        ("greeting", "Dear website owner, hello", {}),
        ("opt_out", "Reply STOP to unsubscribe", {}),
        ("came_across", "I came across your website", {}),
        ("bait", "Kumpel, buy v\u200biagra online", {}),
        ("search", "NOUS OFFRONS UN REFERENCEMENT NATUREL", {}),
    ],
)
def test_says_why(reason, message, others):
    assert reason in judge(message, **others).reasons


@pytest.mark.parametrize(
    ("reason", "message", "others"),
    [
        ("links", "Our story: https://x.example/a https://x.example/b https://y.example/c", {}),
        ("links", "Deadline is 5 p.m. today.Please call.Thanks.Bye e.g. now", {}),
        ("markup", "Is a < b in your table?", {}),
        ("mixed_letters", "Олена Ткаченко, SMSка, Zoë, naïve, Ω and β", {}),
        ("mixed_letters", "Ψηφίο and Σοφία spoke to Łukasz", {}),
        ("invisible", "می\u200cخواهم 👩\u200d👩\u200d👧 re\u00adport", {}),
        ("gibberish", "RCMP OPP CBC UNODC", {}),
        ("gibberish", "Did Krzysztof from Knightsbridge ask about Rechtsschutz in Wrocław", {}),
        ("name", "Hello there", {"name": "McDonald"}),
        ("name", "Hello there", {"name": "Ng"}),
        ("outlet", "Hello there", {"outlet": "The Googler"}),
        ("foreign", "Пише Олена. I would like to ask about the report, if I may.", {}),
    ],
)
def test_suspects_nothing_ordinary(reason, message, others):
    assert reason not in judge(message, **others).reasons


@pytest.mark.parametrize(
    "topic",
    [
        "bitcoin",
        "casino",
        "viagra",
        "escorts",
        "loans",
        "SEO",
        "backlinks",
        "porn",
        "forex",
        "lottery",
        "inheritance",
        "toner",
        "marabout",
        "prêt",
        "référencement",
        "voyance",
        "héritage",
        "казино",
    ],
)
def test_one_word_of_a_topic_decides_nothing(topic):
    assert not judge(f"Hello, I have a question about {topic}").is_suspect
    assert not judge(topic).is_suspect


@pytest.mark.parametrize("name", ["Bonjour", "Hello", "Call me back pls", "?", "…", "1 2 3"])
def test_short_is_not_suspect(name):
    assert judge(name).points == 0


def test_words_of_a_quoted_pitch_are_not_the_senders():
    pitch = "we offer SEO services and guest posts, we help your website rank on Google"
    question = "I write about spam. Who sent you this and was the person forced to"

    assert judge(f"{pitch}. {pitch}").is_suspect
    assert judge(f"“{pitch}” {question}, as far as you know? " * 2).points == 0


NEITHER = "Good morning to all of you, and a pleasant week to whoever opens the mail there. "


@pytest.mark.parametrize("marks", ["“{}”", "«\u00a0{}\u00a0»", '"{}"'])
def test_a_pitch_in_quotation_marks_is_the_senders(marks):
    pitch = "we offer SEO services and guest posts, we help your website rank on Google"
    quoted = marks.format(pitch)

    assert judge(f"{quoted} {NEITHER}{NEITHER}").is_suspect


def test_the_weightiest_reason_comes_first():
    verdict = judge("Please look at bit.ly/3xyz [url=x]", ["fast"])

    assert verdict.reasons[0] == "fast"
    assert verdict.points > spam.SUSPECT


def test_points_fit_into_the_column():
    everything = " ".join(SUSPECTS.values()) + " unsubscribe we offer SEO services " * 20

    verdict = judge(everything, ["filled", "fast", "forged"] * 5)

    assert spam.SUSPECT <= verdict.points <= 99


def test_judges_alike_every_time():
    found = [judge(SUSPECTS["Cyrillic casino"]) for _time in range(2)]

    assert found[0] == found[1]


def test_every_list_has_words_for_staff():
    lists = spam.lists.pitches()
    rules = itertools.chain(lists["combinations"], lists["together"])
    codes = {*lists["phrases"], *lists["topics"], *(rule["code"] for rule in rules)}

    assert codes < set(spam.REASONS)


@pytest.mark.ci
@pytest.mark.matrix
@pytest.mark.parametrize(
    "text",
    [
        "improve your website we can help ",
        "https://a.example ",
        "a.",
        "a@",
        "[url=",
        "<a ",
        "](https:",
        '"a" ',
        "“",
        "? ",
        "\n",
        "1,",
        "x",
        "aа ",
        "AbCdEf",
        "a\u200b",
        "e\u0301",
        "\u0f73\u0f72",
        "\ufdfa",
    ],
)
def test_costs_little_whatever_is_typed(text):
    message = (text * 5_000)[:5_000]
    judge(message)  # reads the lists

    takes_less_than(0.5, lambda: judge(message))
