"""The watch over the log, which every test keeps, sees what it is there for."""

import logging

import pytest

from tests.canary import PERSONAL, Watcher, nothing_personal

logger = logging.getLogger("contacts.services")


def test_it_watches_while_a_test_runs():
    assert any(isinstance(handler, Watcher) for handler in logging.getLogger().handlers)


@pytest.mark.parametrize("word", PERSONAL)
def test_whatever_is_typed_into_a_form_is_seen(word):
    with pytest.raises(AssertionError), nothing_personal():
        logger.warning("Stored the question of %s.", word)


def test_it_is_seen_in_a_traceback_too(inquiry_data):
    error = ValueError(f"Key (email)=({inquiry_data['email']}) already exists.")

    with pytest.raises(AssertionError), nothing_personal():
        logger.error("It could not be stored.", exc_info=error)


def test_the_forms_of_the_tests_are_what_it_watches_for(inquiry_data, signup_data):
    typed = " ".join([*inquiry_data.values(), *signup_data.values()])

    assert sum(word in typed for word in PERSONAL) >= 7


def test_other_lines_are_nobody_s(inquiry_data):
    with nothing_personal():
        logger.warning("Stored a question.")
