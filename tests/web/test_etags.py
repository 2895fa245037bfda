"""A reader's copy is confirmed by its ETag."""

import pytest
from django.http import HttpResponse, StreamingHttpResponse

from ijmsite.web.etags import with_etag


@pytest.mark.parametrize("method", ["get", "head"])
def test_every_answer_names_its_etag(rf, method):
    answer = with_etag(lambda request: HttpResponse("words"))
    first = getattr(rf, method)("/")
    tag = answer(first)["ETag"]
    again = getattr(rf, method)("/", headers={"If-None-Match": tag})

    assert answer(again).status_code == 304
    assert answer(again)["ETag"] == tag


def test_other_words_have_another_etag(rf):
    one, other = (
        with_etag(lambda request, words=words: HttpResponse(words))(rf.get("/"))["ETag"]
        for words in ("one", "other")
    )

    assert one != other


@pytest.mark.parametrize("empty", [HttpResponse(), StreamingHttpResponse(["words"])])
def test_what_has_no_etag_is_sent_as_it_is(rf, empty):
    request = rf.get("/", headers={"If-None-Match": '"abc"'})

    assert with_etag(lambda request: empty)(request) is empty
    assert "ETag" not in empty
