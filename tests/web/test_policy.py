"""The policy that most answers have is put together once, and is no other answer's."""

import pytest
from csp.constants import SELF
from csp.decorators import csp_exempt, csp_replace, csp_update
from csp.exceptions import CSPNonceError
from csp.middleware import CSPMiddleware
from django.http import HttpResponse

from ijmsite.web.headers import PolicyMiddleware


def plain(request):
    return HttpResponse()


def with_nonce(request):
    return HttpResponse(str(request.csp_nonce))


def with_a_header_of_its_own(request):
    return HttpResponse(headers={"Content-Security-Policy": "sandbox"})


def parts(response):
    nonce = f" 'nonce-{response.text}'"
    policy = response.headers.get("Content-Security-Policy", "")
    return sorted(policy.replace(nonce, " 'nonce'").split("; "))


@pytest.mark.parametrize(
    "view",
    [
        plain,
        csp_update({"frame-src": [SELF]})(plain),
        csp_replace({"frame-ancestors": [SELF]})(plain),
        csp_exempt()(plain),
        with_nonce,
        with_a_header_of_its_own,
    ],
)
def test_says_what_django_csp_says_and_no_other_answer_does(rf, view):
    ours, theirs = PolicyMiddleware(plain), CSPMiddleware(plain)

    for answer in (plain, view, plain):
        ours.get_response = theirs.get_response = answer
        assert parts(ours(rf.get("/"))) == parts(theirs(rf.get("/")))


def test_the_policy_of_most_answers_is_put_together_once(rf, monkeypatch):
    ours = PolicyMiddleware(plain)
    monkeypatch.setattr("csp.middleware.build_policy", None)
    for _time in range(2):
        assert len(parts(ours(rf.get("/")))) > 5


@pytest.mark.parametrize(
    "other",
    [
        {"CONTENT_SECURITY_POLICY_REPORT_ONLY": {"DIRECTIVES": {"default-src": [SELF]}}},
        {"CONTENT_SECURITY_POLICY": {"DIRECTIVES": {}, "EXCLUDE_URL_PREFIXES": ["/"]}},
        {"CONTENT_SECURITY_POLICY": None},
    ],
)
def test_any_other_settings_are_left_to_django_csp(rf, settings, other):
    for name, value in other.items():
        setattr(settings, name, value)
    told = [kind(plain)(rf.get("/")).headers for kind in (PolicyMiddleware, CSPMiddleware)]
    named = [{n: sorted(v.split("; ")) for n, v in h.items() if "Policy" in n} for h in told]

    assert named[0] == named[1]


def test_a_nonce_that_comes_too_late_is_refused(rf):
    request = rf.get("/")
    PolicyMiddleware(plain)(request)

    with pytest.raises(CSPNonceError):
        str(request.csp_nonce)
