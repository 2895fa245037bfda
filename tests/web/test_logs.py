"""What opens something without an account is in no log."""

import pytest

from ijmsite.web.logs import masked

TOKEN = "UwY_WDzQCi4FyVnKhzsWDRbn6dbEbDrkAWo-43xSG7Q"


@pytest.mark.parametrize(
    "path",
    [
        "/news/reading/{}/",
        "/news/reading//{}/",
        "/fr/news/reading%2F{}",
        "/confirm/{}",
        "/unsubscribe/{}?x=1",
        "/?signin={}",
    ],
)
def test_a_token_is_masked_however_the_address_is_written(path):
    assert TOKEN not in masked(f"Not Found: {path.format(TOKEN)}")


def test_other_addresses_stay():
    said = "Not Found: /news/reading-the-ledger-of-a-brickyard/"
    assert masked(said) == said
