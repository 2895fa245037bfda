"""A link says where it leads, also to whoever hears the links of a page one after the other."""

from collections import defaultdict

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.ci, pytest.mark.django_db(transaction=True)]

# Of what? To whom?
SAYS_NOTHING = {
    *("", "more", "see more", "learn more", "read more", "here", "click here", "link", "this link"),
    *("give", "give now", "website", "see the terms", "details", "continue", "next", "previous"),
    *("plus", "voir plus", "en savoir plus", "lire la suite", "lire plus", "ici", "cliquez ici"),
    *("lien", "ce lien", "donner", "donner maintenant", "faire un don", "site web", "détails"),
    *("voir les conditions", "continuer", "suivant", "précédent"),
}


def links(page):
    """Return the name and the target of every link, as a screen reader is told."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    found = []
    for node in nodes:
        if node.get("role", {}).get("value") == "link" and not node["ignored"]:
            properties = {each["name"]: each["value"] for each in node["properties"]}
            name = " ".join(node["name"]["value"].split())
            found.append((name, properties.get("url", {}).get("value", "")))
    return found


def faults(page):
    targets = defaultdict(set)
    for name, target in links(page):
        targets[name.casefold()].add(target)
    assert targets, "the links were found"
    return [f"says nothing: {name!r}" for name in targets if name in SAYS_NOTHING] + [
        f"leads to several places: {name!r} {sorted(places)}"
        for name, places in targets.items()
        if len(places) > 1
    ]


def test_links_say_where_they_lead_and_the_same_words_lead_to_one_place(open_page, site):
    some = site.only("home", "article with everything")

    assert some.found(faults, open_page()) == {}


@pytest.mark.audit
@pytest.mark.parametrize("language", ["en", "fr"])
def test_all_links_say_where_they_lead(open_page, site, language):
    assert site.found(faults, open_page(language), language) == {}


def test_links_that_say_too_little_are_found(open_page, live_server):
    page = open_page()
    page.goto(f"{live_server.url}/privacy/")
    page.evaluate(
        """() => document.querySelector("main").insertAdjacentHTML("beforeend",
          "<a href='/a/'>Learn more</a> <a href='/b/'>News</a>")"""
    )

    assert [fault.split(":")[0] for fault in faults(page)] == [
        "says nothing",
        "leads to several places",
    ]
