import pytest

from tests.browser import editor

WATCH = """
document.addEventListener("securitypolicyviolation", (e) =>
  window.tellViolation(`${e.effectiveDirective} ${e.blockedURI}`))
"""


@pytest.fixture
def violations():
    return []


@pytest.fixture
def complaints():
    return []


@pytest.fixture
def context(chromium, violations, complaints, live_server, client, django_user_model):
    """Return a browser in which an administrator is signed in."""
    client.force_login(django_user_model.objects.create_superuser("pat@s.example"))
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.expose_binding("tellViolation", lambda source, text: violations.append(text))
    context.add_init_script(WATCH)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    context.on("dialog", lambda dialog: (complaints.append("dialog"), dialog.dismiss()))
    cookie = client.cookies["sessionid"]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    yield context
    context.close()


@pytest.fixture
def edit(context, live_server, make_article):
    """Return a function that opens the editor on a text."""

    def open_editor(body="<p>One.</p><p>Two.</p>", **fields):
        article = make_article(status="draft", publish_at=None, body=body, **fields)
        page = context.new_page()
        page.goto(f"{live_server.url}/admin/news/article/{article.pk}/change/")
        editor(page)
        return page

    return open_editor
