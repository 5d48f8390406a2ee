"""Uploaded files: whom they are given to, and with which headers."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from programme.images import clean_picture
from programme.models import Attachment, Session
from tests.factories import (
    EditionFactory,
    MembershipFactory,
    OccurrenceFactory,
    PartnerFactory,
    SessionFactory,
    SessionSpeakerFactory,
    SpeakerFactory,
    UserFactory,
)
from tests.releases import release_of

UNKNOWN = f"/files/pictures/{'0' * 32}.webp"


def picture():
    encoded = BytesIO()
    Image.new("RGB", (8, 8), "red").save(encoded, "PNG")
    return clean_picture(encoded)


def put(row, field):
    """The address of a new picture of this row."""
    content = picture()
    getattr(row, field).save(content.name, content)
    return f"/files/{getattr(row, field).name}"


def content_of(answer):
    return b"".join(answer.streaming_content)


def alike(answer, unknown):
    return (answer.status_code, answer.content, answer.headers) == (404, unknown.content, unknown.headers)


@pytest.fixture
def session(edition):
    found = SessionFactory(edition=edition)
    OccurrenceFactory(session=found)
    return found


@pytest.fixture
def slides(session):
    attachment = Attachment(session=session, label="Slides")
    attachment.file.save("slides.html", ContentFile(b"<script>alert(1)</script>"))
    return attachment


# --- pictures -----------------------------------------------------------------------------------------


def test_a_picture_of_something_public_is_shown_and_may_be_kept(client, edition):
    for address in (put(edition, "logo"), put(PartnerFactory(edition=edition), "logo")):
        answer = client.get(address)
        assert content_of(answer)[8:12] == b"WEBP"
        headers = {name: answer[name] for name in ("Content-Type", "X-Content-Type-Options", "Cache-Control")}
        assert headers == {
            "Content-Type": "image/webp",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "public, max-age=604800, immutable",
        }
        assert "Cookie" not in answer.get("Vary", "")
        assert "attachment" not in answer.get("Content-Disposition", "")


def test_a_portrait_is_shown_once_a_session_of_hers_is_released(client, session):
    speaker = SessionSpeakerFactory(session=session).speaker
    address = put(speaker, "photo")
    assert client.get(address).status_code == 404
    release_of(session.edition)
    assert content_of(client.get(address))[8:12] == b"WEBP"
    Session.objects.update(state=Session.State.ACCEPTED)
    assert client.get(address).status_code == 404


def test_a_hidden_picture_is_answered_as_one_that_is_not_there(client, session):
    hidden = EditionFactory(is_public=False)
    addresses = [
        put(SpeakerFactory(edition=session.edition), "photo"),
        put(SessionSpeakerFactory(session=session).speaker, "photo"),
        put(hidden, "logo"),
        put(PartnerFactory(edition=hidden), "logo"),
    ]
    for user in (None, UserFactory(), MembershipFactory().user):
        if user:
            client.force_login(user)
        unknown = client.get(UNKNOWN)
        assert [alike(client.get(address), unknown) for address in addresses] == [True] * 4


def test_organisers_see_their_pictures_before_and_nothing_keeps_them(client, session):
    hidden = EditionFactory(is_public=False)
    organiser = MembershipFactory(edition=session.edition).user
    MembershipFactory(edition=hidden, user=organiser)
    client.force_login(organiser)
    for address in (put(SessionSpeakerFactory(session=session).speaker, "photo"), put(hidden, "logo")):
        answer = client.get(address)
        assert content_of(answer)[8:12] == b"WEBP"
        assert answer["Cache-Control"] == "private, no-store"


def test_a_picture_that_was_replaced_is_not_there_any_more(client, edition):
    old = put(edition, "logo")
    put(edition, "logo")
    assert alike(client.get(old), client.get(UNKNOWN))


def test_a_picture_whose_file_is_gone_is_not_found(client, edition):
    address = put(edition, "logo")
    edition.logo.storage.delete(edition.logo.name)
    assert client.get(address).status_code == 404


# --- attachments --------------------------------------------------------------------------------------


def test_an_attachment_is_a_download_that_can_do_nothing(client, slides):
    release_of(slides.edition)
    answer = client.get(f"/files/{slides.file.name}")
    assert content_of(answer) == b"<script>alert(1)</script>"
    assert answer["Content-Disposition"] == 'attachment; filename="slides.html"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "public" not in answer["Cache-Control"]


def test_an_attachment_of_an_unreleased_session_is_answered_as_one_that_is_not_there(client, slides):
    for user in (None, UserFactory(), MembershipFactory().user):
        if user:
            client.force_login(user)
        unknown = client.get("/files/attachments/unknown.pdf")
        assert alike(client.get(f"/files/{slides.file.name}"), unknown)


def test_an_attachment_is_there_before_for_its_speakers_and_organisers(client, slides):
    speaker = SpeakerFactory(edition=slides.edition, user=UserFactory())
    SessionSpeakerFactory(session=slides.session, speaker=speaker)
    for user in (speaker.user, MembershipFactory(edition=slides.edition).user):
        client.force_login(user)
        assert content_of(client.get(f"/files/{slides.file.name}")) == b"<script>alert(1)</script>"


# --- everything else ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "secret.txt",
        "pictures/",
        "pictures/x.svg",
        "pictures/../secret.txt",
        "pictures/..%2fsecret.txt",
        "pictures/%2e%2e/secret.txt",
        "attachments/",
        "attachments/..",
        "attachments/../secret.txt",
        "attachments/%2e%2e%2fsecret.txt",
        "attachments/..\\secret.txt",
        "attachments/sub/secret.txt",
        "attachments/a%00b",
        "pictures/a%00.webp",
        "/etc/passwd",
        "%2fetc/passwd",
        "//etc/passwd",
        "attachments/" + "x" * 5000,
        "attachments/%F0%9F%92%A5",
        "attachments/%FF",
    ],
)
def test_nothing_else_of_the_folder_is_given(client, db, settings, name):
    settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
    (settings.MEDIA_ROOT / "secret.txt").write_text("secret")
    assert client.get(f"/files/{name}").status_code == 404
