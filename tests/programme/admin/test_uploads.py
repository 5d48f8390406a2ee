"""B9, B10: what organisers upload is re-encoded or handed out as a download, under names of our own."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from programme.models import Attachment, Speaker
from tests.factories import SessionFactory, SpeakerFactory
from tests.web import form_on

pytestmark = pytest.mark.django_db


def picture(kind="JPEG", size=(40, 30), **options):
    buffer = BytesIO()
    Image.new("RGB", size, "red").save(buffer, kind, **options)
    return buffer.getvalue()


def with_place_and_camera():
    exif = Image.Exif()
    exif[0x010F] = "Camera of Ada"
    exif.get_ifd(0x8825)[1] = "N"
    return picture(exif=exif)


def upload_photo(client, speaker, content, name="photo.jpg", kind="image/jpeg"):
    address = reverse("admin:programme_speaker_change", args=[speaker.pk])
    opened = form_on(client.get(address), id="speaker_form")
    return client.post(address, {**opened, "photo": SimpleUploadedFile(name, content, kind)})


def test_a_photo_is_re_encoded_without_its_metadata_under_a_random_name(edition, organisers_client):
    speaker = SpeakerFactory(edition=edition)
    assert (
        upload_photo(organisers_client, speaker, with_place_and_camera(), "../../evil.jpg").status_code == 302
    )
    photo = Speaker.objects.get().photo
    stored = photo.read()
    with Image.open(BytesIO(stored)) as opened:
        assert (opened.format, opened.size, dict(opened.getexif())) == ("WEBP", (40, 30), {})
    assert b"Camera of Ada" not in stored
    folder, name = photo.name.split("/")
    assert (folder, len(name), name.endswith(".webp"), "evil" in name) == ("pictures", 37, True, False)
    photo.close()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
        ("page.jpg", b"<!doctype html><script>alert(1)</script>"),
        ("empty.jpg", b""),
        ("cut.jpg", picture()[:200]),
        ("large.jpg", picture() + b"\0" * 11_000_000),
        ("bomb.png", picture("PNG", (1, 1)).replace(b"\0\0\0\1\0\0\0\1", b"\0\0\x75\x30\0\0\x75\x30", 1)),
    ],
)
def test_what_is_no_picture_is_refused_in_words(edition, organisers_client, name, content):
    speaker = SpeakerFactory(edition=edition)
    response = upload_photo(organisers_client, speaker, content, name)
    assert response.status_code == 200
    (message,) = response.context["adminform"].form.errors["photo"]
    assert message.endswith(".")
    assert not Speaker.objects.get().photo


def upload_attachment(client, session, name, content):
    address = reverse("admin:programme_session_change", args=[session.pk])
    opened = form_on(client.get(address), id="session_form")
    return client.post(
        address,
        {
            **opened,
            "attachments-TOTAL_FORMS": 1,
            "attachments-0-label": "Worksheet",
            "attachments-0-file": SimpleUploadedFile(name, content, "application/pdf"),
        },
    )


@pytest.mark.parametrize(
    "name", ["page.html", "slides.pdf.html", "drawing.svg", "run.exe", "script.js", "none"]
)
def test_an_attachment_of_a_kind_that_browsers_run_is_refused(edition, organisers_client, name):
    session = SessionFactory(edition=edition)
    assert (
        upload_attachment(organisers_client, session, name, b"<script>alert(1)</script>").status_code == 200
    )
    assert Attachment.objects.count() == 0


def test_an_attachment_is_sent_as_a_download_that_runs_nothing(edition, organisers_client):
    session = SessionFactory(edition=edition)
    assert upload_attachment(organisers_client, session, "../<b>slides.pdf", b"%PDF-1.4").status_code == 302
    name = Attachment.objects.get().file.name
    assert "slides" not in name
    response = organisers_client.get(f"/files/{name}")
    assert b"".join(response.streaming_content) == b"%PDF-1.4"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["Content-Security-Policy"].startswith("sandbox")
