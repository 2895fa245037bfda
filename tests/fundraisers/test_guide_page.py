import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/fundraise/guide/", "/fr/fundraise/guide/"])
def test_shows_all_tips(client, path):
    html = client.get(path).text

    assert html.count('id="tip-') == 25
    assert "guide.pdf" in html


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/fundraise/guide.pdf", "25-tips-for-the-novice-fundraiser.pdf"),
        ("/fr/fundraise/guide.pdf", "25-conseils-pour-collecter-des-fonds.pdf"),
    ],
)
def test_hands_over_the_pdf(client, path, name):
    response = client.get(path)

    assert response["Content-Type"] == "application/pdf"
    assert name in response["Content-Disposition"]
    assert b"".join(response.streaming_content).startswith(b"%PDF-")


@pytest.mark.parametrize("query", ["?file=../../settings.py", "?file=..%5c", "?v=%00"])
def test_takes_no_file_name_from_the_visitor(client, query):
    response = client.get(f"/fundraise/guide.pdf{query}")

    assert b"".join(response.streaming_content).startswith(b"%PDF-")
