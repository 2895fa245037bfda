import pytest

from ijmsite.web.limits import ADMIN_LIMIT, PUBLIC_LIMIT, limit_requests


def answer(**environ):
    seen = {}

    def application(environ, start_response):
        start_response("200 OK", [])
        return [b"from the site"]

    def start_response(status, headers):
        seen.update(status=status, headers=dict(headers))

    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/press/", **environ}
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


def test_says_which_methods_are_allowed():
    assert answer(REQUEST_METHOD="DELETE")["headers"]["Allow"] == "GET, HEAD, OPTIONS, POST"
