"""The French words about a picture have French typography once somebody types them."""

import pytest
from django.forms import model_to_dict

from ijmsite.photos.forms import PhotoForm

pytestmark = pytest.mark.django_db
FRENCH = {"alt_fr": "Où ? L'île", "caption_fr": "Deux : trois"}


def saved(photo, **typed):
    sent = model_to_dict(photo, PhotoForm.Meta.fields) | typed
    form = PhotoForm({name: value or "" for name, value in sent.items()}, instance=photo)
    assert form.is_valid(), form.errors
    return form.save()


def test_what_is_typed_is_set(stored):
    photo = saved(stored(), **FRENCH, alt="Where ? It's here")

    assert (photo.alt_fr, photo.caption_fr) == ("Où? L’île", "Deux\u00a0: trois")
    assert photo.alt == "Where ? It's here"


def test_another_credit_alone_changes_no_french_word(stored):
    photo = saved(stored(**FRENCH), credit="Ben Roy")

    assert photo.credit == "Ben Roy"
    assert {name: getattr(photo, name) for name in FRENCH} == FRENCH
