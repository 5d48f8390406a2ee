"""A name must have something to see in it, whichever door it comes in by."""

import pytest
from django.core.exceptions import ValidationError
from django.forms import modelform_factory

from programme.models import Session, Speaker, Texts
from tests.factories import SessionFactory, SpeakerFactory

pytestmark = pytest.mark.django_db

UNSEEN = ["\u200b", "\u2060", "\ufeff", "\u00ad", "\u034f", "\u115f", "\u3164"]


@pytest.mark.parametrize("text", UNSEEN)
def test_a_form_refuses_a_name_that_nobody_sees(text):
    form = modelform_factory(Speaker, fields=["name"])({"name": text}, instance=SpeakerFactory())
    assert form.errors == {"name": ["This field cannot be blank."]}


@pytest.mark.parametrize("text", UNSEEN)
def test_a_form_refuses_a_title_that_nobody_sees(text):
    session = SessionFactory()
    form = modelform_factory(Session, fields=["title"])({"title_fr": text, "title_en": ""}, instance=session)
    assert form.errors == {"title": ["Write this in one language at least."]}


@pytest.mark.parametrize("text", UNSEEN)
def test_a_row_refuses_what_nobody_sees(text):
    for row, name, value in (
        (SpeakerFactory(), "name", text),
        (SessionFactory(), "title", Texts({"fr": text})),
    ):
        setattr(row, name, value)
        with pytest.raises(ValidationError) as caught:
            row.full_clean()
        assert list(caught.value.message_dict) == [name]
