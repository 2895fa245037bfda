import shutil
import ssl
import subprocess

import pytest
import requests
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from urllib3.exceptions import MaxRetryError, NewConnectionError, ProtocolError

from ijmsite.mail.mime import build_mail
from ijmsite.mail.models import Message
from ijmsite.mail.outcomes import Kind
from ijmsite.mail.transports import transport_for

from .conftest import deliver_one


def deliver(message, url):
    transport = transport_for(url)
    try:
        return transport.deliver(message, build_mail(message))
    finally:
        transport.close()


class TestFiles:
    def test_writes_one_file_a_message(self, hello, make_worker, settings, tmp_path):
        settings.MAIL_FILE_DIR = tmp_path / "new" / "mail"
        messages = [hello(), hello()]

        assert make_worker("").drain() == {"sent": 2}
        files = sorted(settings.MAIL_FILE_DIR.iterdir())
        assert {file.name for file in files} == {
            f"{message.date:%Y%m%dT%H%M%SZ}-{message.pk}.eml" for message in messages
        }
        assert b"Subject: =?utf-8?" in files[0].read_bytes()

    def test_writes_the_same_file_again(self, hello, settings, tmp_path):
        settings.MAIL_FILE_DIR = tmp_path / "mail"
        message = hello()
        deliver(message, "")
        [file] = settings.MAIL_FILE_DIR.iterdir()
        content = file.read_bytes()
        deliver(message, "")

        assert [path.read_bytes() for path in settings.MAIL_FILE_DIR.iterdir()] == [content]

    def test_retries_when_it_cannot_write(self, hello, settings, tmp_path):
        settings.MAIL_FILE_DIR = tmp_path / "taken"
        settings.MAIL_FILE_DIR.write_text("a file")

        assert deliver(hello(), "").kind is Kind.TRANSIENT


class TestAddressOfTheServer:
    @pytest.mark.parametrize(
        ("url", "host", "port", "security"),
        [
            ("smtp://relay.example", "relay.example", 25, "none"),
            ("smtp://[::1]:2525", "::1", 2525, "none"),
            ("smtp+tls://relay.example", "relay.example", 587, "starttls"),
            ("smtps://relay.example", "relay.example", 465, "tls"),
            ("smtp+ssl://relay.example:10465", "relay.example", 10465, "tls"),
        ],
    )
    def test_is_read_from_the_url(self, url, host, port, security):
        transport = transport_for(url)

        assert (transport.host, transport.port, transport.security) == (host, port, security)

    def test_has_user_and_password_with_any_sign(self):
        transport = transport_for("smtp+tls://us%40er:p%3A%2F%25w@relay.example:587")

        assert (transport.user, transport.password) == ("us@er", "p:/%w")

    @pytest.mark.parametrize(
        "url",
        [
            "imap://relay.example",
            "anymail+nobody://KEY@x.example",
            "mailgun://KEY@x.example",
            "relay.example:25",
            "smtp://",
            "smtp://relay.example:port",
            "smtp://relay.example:99999",
            "anymail+postmark://",
            "anymail+mailgun://SECRET",
        ],
    )
    def test_is_refused_by_name_when_unusable(self, url):
        with pytest.raises(ImproperlyConfigured, match="EMAIL_URL") as caught:
            transport_for(url)

        assert "SECRET" not in str(caught.value)

    def test_is_shown_without_the_password(self):
        transport = transport_for("smtp+tls://user:secret@relay.example:587")

        assert "secret" not in f"{transport} {transport!r}"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    if not shutil.which("openssl"):
        pytest.skip("no openssl on this machine")
    folder = tmp_path_factory.mktemp("tls")
    paths = folder / "cert.pem", folder / "key.pem"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext"
    subprocess.run(
        [*command.split(), "subjectAltName=IP:127.0.0.1", "-out", paths[0], "-keyout", paths[1]],
        check=True,
        capture_output=True,
    )
    return paths


@pytest.fixture
def tls_sink(certificate, start_sink):
    """Return a function that starts a sink with a certificate of its own."""

    def start(kind):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        if kind == "tls":
            return start_sink(ssl_context=context)
        return start_sink(tls_context=context, require_starttls=True)

    return start


class TestEncryption:
    @pytest.mark.parametrize(("scheme", "kind"), [("smtps", "tls"), ("smtp+tls", "starttls")])
    def test_delivers_over_tls(self, hello, tls_sink, certificate, monkeypatch, scheme, kind):
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
        sink = tls_sink(kind)

        assert deliver(hello(), f"{scheme}://127.0.0.1:{sink.port}").kind is Kind.SENT
        assert len(sink.accepted) == 1

    @pytest.mark.parametrize(("scheme", "kind"), [("smtps", "tls"), ("smtp+tls", "starttls")])
    def test_trusts_no_unknown_certificate(self, hello, tls_sink, scheme, kind):
        sink = tls_sink(kind)
        outcome = deliver(hello(), f"{scheme}://127.0.0.1:{sink.port}")

        assert outcome.kind is Kind.UNREACHABLE
        assert outcome.reason == "unreachable: SSLCertVerificationError"
        assert "MAIL" not in sink.commands

    def test_never_goes_on_in_clear_where_starttls_is_not_offered(self, hello, smtp_sink):
        outcome = deliver(hello(), f"smtp+tls://user:pw@127.0.0.1:{smtp_sink.port}")

        assert outcome.kind is Kind.UNREACHABLE
        assert smtp_sink.commands == ["EHLO"]

    @pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
    def test_signs_in_or_leaves(self, hello, start_sink):
        def authenticate(server, session, envelope, mechanism, data):
            from aiosmtpd.smtp import AuthResult

            return AuthResult(success=data.password == b"p:w", handled=False)

        sink = start_sink(authenticator=authenticate, auth_require_tls=False, auth_required=True)

        right = deliver(hello(), f"smtp://user:p%3Aw@127.0.0.1:{sink.port}")
        assert right.kind is Kind.SENT
        wrong = deliver(hello(), f"smtp://user:wrong@127.0.0.1:{sink.port}")
        assert wrong.kind is Kind.UNREACHABLE
        assert "535" in wrong.reason


class Provider:
    """Stand in for the provider's HTTP interface, below the requests library's Session."""

    def __init__(self):
        self.requests = []
        self.answer = (200, {"id": "<1@provider.example>", "message": "Queued"})

    def __call__(self, session, method, url, **arguments):
        self.requests.append({"method": method, "url": url, **arguments})
        if isinstance(self.answer, Exception):
            raise self.answer
        response = requests.Response()
        response.status_code, body = self.answer
        response._content = requests.compat.json.dumps(body).encode()
        response.url = url
        return response


@pytest.fixture
def provider(monkeypatch):
    stub = Provider()
    monkeypatch.setattr(
        requests.Session, "request", lambda session, *args, **named: stub(session, *args, **named)
    )
    return stub


class TestProvider:
    mailgun = "anymail+mailgun://KEY@mg.newsroom.example"

    def test_gets_key_domain_and_our_message_id(self, hello, provider):
        message = hello(attachments=["sample/guide.pdf"])

        assert deliver(message, self.mailgun).kind is Kind.SENT
        [request] = provider.requests
        assert "/mg.newsroom.example/messages" in request["url"]
        assert request["auth"] == ("api", "KEY")
        assert request["timeout"]
        assert message.message_id in str(request["data"])

    def test_may_be_another_one(self, hello, provider):
        provider.answer = (
            200,
            {"ErrorCode": 0, "Message": "OK", "MessageID": "1", "To": "zoe@courier.example"},
        )

        assert deliver(hello(), "anymail+postmark://TOKEN@").kind is Kind.SENT
        assert provider.requests[0]["headers"]["X-Postmark-Server-Token"] == "TOKEN"

    @pytest.mark.parametrize(
        ("answer", "kind"),
        [
            ((400, {"message": "bad address zoe@courier.example"}), Kind.PERMANENT),
            ((413, {}), Kind.PERMANENT),
            ((401, {}), Kind.TRANSIENT),
            ((429, {}), Kind.TRANSIENT),
            ((500, {}), Kind.TRANSIENT),
            ((503, {}), Kind.TRANSIENT),
            ((200, "not what was agreed"), Kind.AMBIGUOUS),
            (requests.ConnectTimeout(), Kind.UNREACHABLE),
            (requests.exceptions.SSLError(), Kind.UNREACHABLE),
            (
                requests.ConnectionError(
                    MaxRetryError(None, "/", NewConnectionError(None, "refused"))
                ),
                Kind.UNREACHABLE,
            ),
            (requests.ReadTimeout(), Kind.AMBIGUOUS),
            (requests.ConnectionError(ProtocolError("Connection aborted.")), Kind.AMBIGUOUS),
        ],
    )
    def test_answers_decide_what_follows(self, hello, provider, answer, kind):
        provider.answer = answer
        outcome = deliver(hello(), self.mailgun)

        assert outcome.kind is kind
        assert "zoe" not in outcome.reason

    def test_may_refuse_the_recipient(self, hello, provider):
        provider.answer = (
            422,
            {
                "ErrorCode": 406,
                "Message": "You tried to send to a recipient that has been marked as inactive. "
                "Found inactive addresses: zoe@courier.example. Inactive recipients are ones that "
                "have generated a hard bounce.",
            },
        )

        assert deliver(hello(), "anymail+postmark://TOKEN@").kind is Kind.PERMANENT

    def test_may_say_nothing_that_we_understand(self, hello, provider):
        provider.answer = (422, {"ErrorCode": 406, "Message": "something new"})

        assert deliver(hello(), "anymail+postmark://TOKEN@").kind is Kind.AMBIGUOUS

    def test_failure_is_recorded_like_any_other(self, hello, make_worker, provider):
        provider.answer = requests.ReadTimeout()
        message = hello()
        worker = make_worker(self.mailgun)
        for _ in range(4):
            Message.objects.update(next_try_at=timezone.now())
            deliver_one(worker)
        message.refresh_from_db()

        assert message.state == "parked"
        assert len(provider.requests) == 3
