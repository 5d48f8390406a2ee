"""B8: nothing public tells how many rows there are, or whose address is whose."""

import hashlib

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import connection

from programme.models import Attachment, Texts
from tests.factories import OccurrenceFactory, PageFactory, PartnerFactory, SessionSpeakerFactory, UserFactory
from tests.programme.views.crawling import crawl, told
from tests.releases import release_of

pytestmark = pytest.mark.django_db

MARK = 7_654_321  # the first digits of every key: none of them may be seen


@pytest.fixture
def marked_keys():
    with connection.cursor() as cursor:
        for number, model in enumerate(apps.get_app_config("programme").get_models()):
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), %s)",
                [model._meta.db_table, model._meta.pk.column, MARK * 100 + number],
            )


def test_no_public_answer_holds_a_key_or_anything_made_of_an_address(client, marked_keys):
    occurrence = OccurrenceFactory(session__description=Texts({"en": "Words"}))
    session, edition = occurrence.session, occurrence.edition
    address = "ada@example.org"
    user = UserFactory(email=address)
    SessionSpeakerFactory(session=session, speaker__email=address, speaker__user=user)
    PageFactory(edition=edition, menu_position=1)
    PartnerFactory(edition=edition)
    Attachment.objects.create(session=session, label="Slides", file=ContentFile(b"%PDF", name="slides.pdf"))
    release_of(edition)
    tails = ("", "now/", "changes/", "tracks/", "venues/", "partners/")
    answers = crawl(
        client, [f"/{language}/{edition.slug}/{tail}" for language in ("fr", "en") for tail in tails]
    )
    assert len(answers) > 20
    hashes = [hashlib.new(name, address.encode()).hexdigest() for name in ("md5", "sha1", "sha256")]
    for asked, answer in answers.items():
        everything = f"{asked} {told(answer).decode()}"
        assert str(MARK) not in everything, asked
        assert not any(word in everything for word in (address, *hashes)), asked
