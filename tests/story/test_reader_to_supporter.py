"""One visitor's way through the whole site: read, ask, sign up, and the mails that follow."""

import pytest

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("newsroom"),
]

ARTICLE = "/news/all-hands-on-deck-to-end-trafficking-in-romania/"


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_reads_asks_signs_up_and_gets_the_guide(chromium, newsroom, mailbox, javascript):
    mailbox.received.clear()
    context = chromium.new_context(java_script_enabled=javascript)
    page = context.new_page()
    hosts, problems = set(), []
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
    who = "with" if javascript else "without"

    page.goto(newsroom.url + "/")
    page.get_by_role("link", name="All Hands on Deck to End Trafficking in Romania").first.click()
    assert page.url.endswith(ARTICLE)

    inquiry = page.locator("form[action='/press/']")
    inquiry.get_by_label("Your name").fill("Zoë O'Brien")
    inquiry.get_by_role("textbox", name="Email").fill(f"zoe.{who}@courier.example")
    inquiry.get_by_label("Your question").fill(f"May we speak with someone? {who}")
    inquiry.get_by_role("button").click()
    page.get_by_text("M-", exact=False).first.wait_for()
    assert "M-" in page.locator("main").inner_text()

    page.goto(newsroom.url + ARTICLE)
    signup = page.locator("form[action='/fundraise/']")
    signup.get_by_label("Your name").fill("Amina Roy")
    signup.get_by_role("textbox", name="Email").fill(f"amina.{who}@supporter.example")
    assert not signup.get_by_role("checkbox").is_checked()
    signup.get_by_role("button").click()
    guide = page.locator("main").get_by_role("link", name="guide", exact=False)
    guide.first.wait_for()

    mailbox.wait_for(4)
    [press] = mailbox.to("press@newsroom.example")
    [acknowledgement] = mailbox.to(f"zoe.{who}@courier.example")
    [note] = mailbox.to("fundraising@newsroom.example")
    [welcome] = mailbox.to(f"amina.{who}@supporter.example")
    assert press["Reply-To"] == f"zoe.{who}@courier.example"
    assert press["From"] == "IJM Canada <newsroom@newsroom.example>"
    assert press["Subject"].startswith("Media inquiry M-")
    assert ARTICLE in press.get_body().get_content()
    assert acknowledgement["Auto-Submitted"] == "auto-replied"
    assert "Zoë" not in acknowledgement.get_body().get_content()
    assert "Amina Roy" in note.get_body().get_content()
    [pdf] = list(welcome.iter_attachments())
    assert pdf.get_filename() == "25-tips-for-the-novice-fundraiser.pdf"
    assert pdf.get_content().startswith(b"%PDF-")

    text = welcome.get_body(("plain",)).get_content()
    link = next(word for word in text.split() if word.endswith("/fundraise/guide/"))
    page.goto(link)
    assert page.locator("[id^=tip-]").count() == 25

    assert hosts == {newsroom.url.split("/")[2]}
    assert not context.cookies()
    assert not problems
    context.close()


def test_an_article_weighs_less_than_100_kilobytes_without_its_pictures(chromium, newsroom):
    page = chromium.new_page()
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    kinds, weights = {}, {}
    devtools.on("Network.responseReceived", lambda e: kinds.update({e["requestId"]: e["type"]}))
    devtools.on(
        "Network.loadingFinished",
        lambda e: weights.update({e["requestId"]: e["encodedDataLength"]}),
    )
    page.goto(newsroom.url + ARTICLE, wait_until="networkidle")
    page.close()

    assert "Stylesheet" in kinds.values()
    assert sum(size for id, size in weights.items() if kinds.get(id) != "Image") < 100_000
