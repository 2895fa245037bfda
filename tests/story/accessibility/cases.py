"""Every page that readers can come to, in every state in which it looks different."""

from typing import NamedTuple

SEND = """([path, fields]) => {
  const form = document.createElement("form");
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  Object.assign(form, { method: "post", action: path });
  for (const [name, value] of Object.entries(fields)) {
    const field = Object.assign(document.createElement("textarea"), { name, value });
    form.append(field);
  }
  if (token) form.append(token);
  document.body.append(form);
  form.submit();
}"""


class Case(NamedTuple):
    name: str
    path: str
    status: int = 200
    post: dict | None = None  # what is sent to the path
    sent_from: str = ""  # another page than that of the path itself
    after: str = ""  # where an empty form is sent to before
    form: str = ""  # in which it is typed and sent, to be answered in place

    def path_in(self, language, addresses):
        path = self.path.format(**addresses)
        is_localized = language != "en" and not path.startswith("/admin/")
        return f"/{language}{path}" if is_localized else path


INQUIRY = {
    "name": "Zoë O'Brien",
    "email": "zoe@courier.example",
    "message": "May we speak with someone?",
}
SIGN_UP = {"name": "Amina Roy", "email": "amina@supporter.example"}
SLIP = SIGN_UP | {"email": "amina@gmial.com"}
PLAN = "/fundraise/plan/"
EVENT = {
    "title": "An evening of songs and stories by the water in Harrow Bay",
    "event_date": "2028-03-04",
    "starts_at": "18:30",
    "place": "The big hall of the community centre, 12 Quay Street, Harrow Bay, Ontario",
}
ELSEWHERE = "about:blank"
LOGIN = "/admin/login/"
SIGNED_OUT = [
    Case("sign in", LOGIN),
    Case("sign in, refused", LOGIN, post={"username": "a@b.example", "password": "x"}),
    Case("a form without its token", LOGIN, 403, post={}, sent_from=ELSEWHERE),
    Case(
        *("signed out", "/admin/logout/"),
        post={},
        sent_from="/admin/",
        after="{signed_in_before}",
    ),
    Case("the link to sign in", "{signin}"),
    Case("a link that signs in no more", "/admin/sign-in/x/", 410),
    Case("password forgotten", "/admin/password-reset/"),
    Case("password forgotten, no address", "/admin/password-reset/", post={}),
    Case("password mailed", "/admin/password-reset/done/"),
    Case("new password", "{reset}"),
    Case("first password", "{invitation}"),
    Case("first password, refused", "{invitation}", post={"new_password1": "x"}),
    Case("no new password", "/admin/password-reset/x/x/"),
    Case("no first password", "/admin/invitation/x/x/"),
    Case("password changed", "/admin/password-reset/complete/"),
]
BY_LINK = [
    Case("reading link, preview", "{preview}"),
    Case("reading link, for approval", "{approval}"),
    Case("reading link, no answer", "{approval}", post={"decision": "changes"}),
    Case("reading link, answered", "{approved}"),
    Case("reading link, terms", "{terms}"),
    Case("reading link, terms not from here", "{terms}", 403, post={}, sent_from=ELSEWHERE),
    Case("reading link, embargo", "{embargoed}"),
    Case("reading link, closed", "/news/reading/x/", 404),
    Case("consent to confirm", "{confirm}"),
    Case("consent to confirm, and more ticked", "{confirm_more}"),
    Case("consent, confirmed", "{confirmed}"),
    Case("unsubscribe", "{unsubscribe}"),
    Case("unsubscribed", "{unsubscribed}"),
    Case("a mailed link that opens nothing", "/unsubscribe/x/", 404),
    Case("own data", "{me}"),
    Case("own data, corrected", "{me}?done=corrected"),
    Case("own data to correct", "{me_correct}"),
    Case("own data to correct, with errors", "{me_correct}", post={"name": "", "email": "x"}),
    Case("own data to delete", "{me_delete}"),
    Case("own data, closed", "/me/x/", 404),
]
ARTICLES = [
    Case("article with everything", "/news/harbour/"),
    Case("article in French", "/news/le-port/"),
    Case("article in French alone", "/news/seulement/"),
    Case("article without anything", "/news/plain/"),
    Case("text", "/news/harbour/text/"),
    Case("text in French", "/news/le-port/text/"),
    Case("text of an article without anything", "/news/plain/text/"),
    Case("withdrawn", "/news/gone/", 410),
]
LISTS = [
    Case("home", "/"),
    Case("list", "/news/"),
    Case("second page", "/news/?q=sentence&page=2"),
    Case("older news", "/news/?before=20991231T000000.000000-1"),
    Case("found", "/news/?q=harbour"),
    Case("found nothing", "/news/?q=zzz&year=abc"),
    Case("did you mean", "/news/?q=harbuor"),
    Case("topic", "/news/topics/rehabilitation/"),
    Case("found in a topic", "/news/topics/rehabilitation/?q=harbour"),
]
PAGES = [
    Case("press", "/press/"),
    Case("press, about an article", "/press/?article=/news/harbour/"),
    Case("press, with errors", "/press/", post={"email": "x"}),
    Case("press, with errors in place", "/press/", post={"email": "x"}, form="#inquiry-form"),
    Case("press, thanks", "/press/thanks/?reference=M-7KQ2XF"),
    Case("press, thanks in place", "/press/", post=INQUIRY, form="#inquiry-form"),
    Case("fundraise", "/fundraise/"),
    Case("fundraise, with errors", "/fundraise/", post={"email": "x", "news_consent": "on"}),
    Case("fundraise, with an idea", "/fundraise/?idea=polar_dip"),
    Case("fundraise, from the other language", "/fundraise/", post={**SIGN_UP, "carried": "1"}),
    Case("fundraise, a slip in the address", "/fundraise/", post=SLIP, form="#signup-form"),
    Case("fundraise, thanks", "/fundraise/thanks/"),
    Case("idea", "/fundraise/ideas/polar-dip/"),
    Case("article, question with errors", "/news/plain/", post={}, form="#inquiry-form"),
    Case("article, sign-up with errors", "/news/plain/", post={}, form="#signup-form"),
    Case("article, thanks in place", "/news/plain/", post=SIGN_UP, form="#signup-form"),
    Case("plan", PLAN),
    Case("plan, with errors", PLAN, post={"title": "", "event_date": "soon", "place": "Quay"}),
    Case("plan, from the other language", PLAN, post={**EVENT, "carried": ""}),
    Case("poster", PLAN, post={**EVENT, "make": "poster"}),
    Case("poster with little", PLAN, post={"title": "Bake sale", "event_date": "2028-03-04"}),
    Case("guide", "/fundraise/guide/"),
    Case("privacy", "/privacy/"),
    Case("link to own data", "/me/"),
    Case("link to own data, with errors", "/me/", post={"email": "x"}),
    Case("link to own data, mailed", "/me/sent/"),
    Case("own data, deleted", "/me/deleted/?receipt=12"),
    Case("accessibility", "/accessibility/"),
]
FAILURES = [
    Case("not found", "/nothing-here/", 404),
    *(Case(f"failure {status}", f"/fails/{status}/", status) for status in [400, 403, 429]),
    *(Case(f"failure {status}", f"/fails/{status}/", status) for status in [500, 503]),
]
# Of the site on its first day.
EMPTY = [
    Case("home, empty", "/"),
    Case("list, empty", "/news/"),
    Case("search, empty", "/news/?q=boat"),
    Case("press, no contact", "/press/"),
    Case("press, thanks without reference", "/press/thanks/"),
    Case("fundraise, thanks without help lines", "/fundraise/thanks/"),
    Case("not found, empty", "/nothing-here/", 404),
]
FURNISHED = [*LISTS, *ARTICLES, *PAGES, *FAILURES, *BY_LINK, *SIGNED_OUT]
