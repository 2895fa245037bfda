import io

import pytest
from django.test import RequestFactory

from ijmsite.web.limits import ADMIN_LIMIT, PUBLIC_LIMIT, limit_requests
from ijmsite.wsgi import application


def answer(**environ):
    seen = {}

    def application(environ, start_response):
        start_response("200 OK", [])
        return [b"from the site"]

    def start_response(status, headers):
        seen.update(status=status, headers=dict(headers))

    empty = {"REQUEST_METHOD": "POST", "PATH_INFO": "/press/", "wsgi.input": io.BytesIO()}
    environ = empty | environ
    seen["body"] = b"".join(limit_requests(application)(environ, start_response))
    return seen


@pytest.mark.parametrize(
    ("environ", "status"),
    [
        ({"CONTENT_LENGTH": str(PUBLIC_LIMIT)}, "200 OK"),
        ({"CONTENT_LENGTH": str(PUBLIC_LIMIT + 1)}, "413 Content Too Large"),
        ({"CONTENT_LENGTH": "-1"}, "413 Content Too Large"),
        ({"CONTENT_LENGTH": "many"}, "400 Bad Request"),
        ({"CONTENT_LENGTH": ""}, "200 OK"),
        ({"CONTENT_LENGTH": str(ADMIN_LIMIT), "PATH_INFO": "/admin/photos/photo/add/"}, "200 OK"),
        ({"HTTP_TRANSFER_ENCODING": "chunked"}, "411 Length Required"),
        ({"REQUEST_METHOD": "PUT"}, "405 Method Not Allowed"),
        ({"REQUEST_METHOD": "TRACE"}, "405 Method Not Allowed"),
    ],
)
def test_refuses_what_is_too_large_or_of_no_known_length(environ, status):
    assert answer(**environ)["status"] == status


def test_reads_to_its_end_what_was_answered_before_and_no_farther():
    sent = io.BytesIO(b"x" * 200_000 + b"the next request")

    said = answer(**{"CONTENT_LENGTH": "200000", "wsgi.input": sent})

    assert said["body"] == b"from the site"
    assert sent.read() == b"the next request"


def test_whoever_hangs_up_is_waited_for_no_longer():
    class HungUp(io.BytesIO):
        def read(self, size=-1):
            raise ConnectionResetError

    assert answer(**{"CONTENT_LENGTH": "9", "wsgi.input": HungUp()})["body"] == b"from the site"


def test_says_which_methods_are_allowed():
    assert answer(REQUEST_METHOD="DELETE")["headers"]["Allow"] == "GET, HEAD, OPTIONS, POST"


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=----WebKitFormBoundarycharset=x",
        "multipart/form-data; boundary=B; charset=utf-8",
        "application/x-www-form-urlencoded;charset=UTF-8",
        'text/plain; CHARSET="utf-8" ; format=flowed',
    ],
)
def test_lets_in_what_is_written_in_utf_8(content_type):
    assert answer(CONTENT_TYPE=content_type)["status"] == "200 OK"


# Django would decode every field by such a charset: punycode takes seconds for a form of text,
# hex or idna end in an error outside its handlers.
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "content_type",
    [
        "multipart/form-data; boundary=B; charset=punycode",
        "multipart/form-data; boundary=B; charset=utf-8; charset=hex",
        "multipart/form-data; charset=utf-8x; boundary=B",
        'multipart/form-data; boundary=B; CHARSET = "utf-7"',
        'multipart/form-data; boundary=B; charset="utf\\-7"',
        "multipart/form-data; boundary=B; charset*=utf-8''hex",
        "multipart/form-data; boundary=B; charset*0=he; charset*1=x",
        "multipart/form-data; boundary=B; x*=idna''a",
        "multipart/form-data; boundary=B;\tcharset=hex",
        "application/x-www-form-urlencoded; charset=iso-8859-1",
        "application/x-www-form-urlencoded; charset=",
        "a/b; " + ";" * 300,
    ],
)
def test_refuses_every_other_charset_before_anything_is_decoded(content_type, method):
    refused = answer(CONTENT_TYPE=content_type, REQUEST_METHOD=method)

    assert refused["status"] == "415 Unsupported Media Type"
    assert b"UTF-8" in refused["body"]


@pytest.mark.parametrize("charset", ["hex", "zlib", "rot13", "idna", "undefined", "punycode"])
def test_no_charset_is_an_error_of_the_server(charset):
    """The whole door, with Django behind it: what is refused is a sentence, and costs nothing."""
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/healthz",
        "CONTENT_TYPE": f"text/plain; charset={charset}",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
    }
    seen = []
    body = b"".join(application(environ, lambda status, headers: seen.append(status)))

    assert seen == ["415 Unsupported Media Type"]
    assert body


@pytest.mark.parametrize("charset", ["punycode", "hex", "idna", "undefined", "utf-7"])
def test_a_part_of_a_form_chooses_no_charset(charset):
    """Django decodes what the whole form says; a part's own charset is of no effect."""
    part = (
        "--B\r\n"
        f"Content-Type: text/plain; charset={charset}\r\n"
        f"Content-Disposition: form-data; name=message; x*={charset}''%ff\r\n\r\n"
        "a-b+2AA-\r\n--B\r\nContent-Disposition: form-data; name=_charset_\r\n\r\n"
        f"{charset}\r\n--B--\r\n"
    )
    request = RequestFactory().generic(
        "POST", "/press/", part, content_type="multipart/form-data; boundary=B"
    )

    assert request.POST.get("message") in {"a-b+2AA-", None}
    assert request.POST["_charset_"] == charset
