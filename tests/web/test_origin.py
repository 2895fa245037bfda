import pytest

from ijmsite.web.origin import is_same_origin

OURS = "http://testserver"


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "none"}, False),
        # What the browser says about the site outweighs the older headers.
        ({"Sec-Fetch-Site": "cross-site", "Origin": OURS}, False),
        ({"Origin": OURS}, True),
        ({"Origin": "https://testserver"}, False),
        ({"Origin": "http://testserver:81"}, False),
        ({"Origin": "http://evil.example"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "http://[", "Referer": OURS}, False),
        ({"Origin": "http://evil.example", "Referer": f"{OURS}/press/"}, False),
        ({"Referer": f"{OURS}/news/an-article/"}, True),
        ({"Referer": "http://testserver.evil.example/"}, False),
        ({"Referer": "http://testserver@evil.example/"}, False),
        ({}, False),
    ],
)
def test_tells_our_own_pages_from_others(rf, headers, expected):
    assert is_same_origin(rf.post("/press/", headers=headers)) is expected
