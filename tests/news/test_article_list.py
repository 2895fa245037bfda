import pytest

pytestmark = pytest.mark.django_db


def test_says_so_where_there_is_no_news(client):
    assert client.get("/news/").status_code == 200


def test_shows_the_newest_first(client, make_article):
    make_article("older", publish_at="2025-01-01T00:00Z")
    make_article("newer", publish_at="2026-01-01T00:00Z")
    html = client.get("/news/").text

    assert html.index("Headline of newer") < html.index("Headline of older")


def test_goes_on_on_further_pages(client, make_article):
    for number in range(14):
        make_article(f"n{number}")

    assert "Headline of n0" not in client.get("/news/").text
    assert "Headline of n0" in client.get("/news/?page=2").text


@pytest.mark.parametrize("page", ["0", "-1", "1e9", "abc", "1'--", "[]", "99999999999999999999"])
def test_an_odd_page_number_is_not_found(client, make_article, page):
    make_article()

    assert client.get("/news/", {"page": page}).status_code == 404


def test_is_bounded_in_queries(client, make_article, topic, django_assert_max_num_queries):
    for number in range(14):
        make_article(f"n{number}", topics=[topic])
    for path in ["/", "/news/", "/news/topics/partnerships/"]:
        with django_assert_max_num_queries(8):
            client.get(path)


def test_a_topic_shows_its_own_news(client, make_article, topic):
    make_article("on-topic", topics=[topic])
    make_article("off-topic")
    html = client.get("/news/topics/partnerships/").text
    main = html[html.index("<main") : html.index("</main>")]

    assert "Headline of on-topic" in main
    assert "Headline of off-topic" not in main


def test_an_unknown_topic_is_not_found(client):
    assert client.get("/news/topics/nothing/").status_code == 404
