"""The organisers' pages for spreadsheets: look first, then say yes."""

import io
from html.parser import HTMLParser

import pytest
from django.contrib.messages import get_messages
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from programme.interchange.tables import read_table, write_csv, write_xlsx
from programme.models import Session, Speaker, Texts
from tests.factories import (
    EditionFactory,
    FormatFactory,
    MembershipFactory,
    SessionFactory,
    SpeakerFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


class Page(HTMLParser):
    """The words of a page, its hidden fields, and what our content policy forbids."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.hidden: dict[str, str] = {}
        self.forbidden: list[str] = []
        self.feed(html)
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "input" and found.get("type") == "hidden":
            self.hidden[found["name"]] = found["value"]
        if tag == "style" or (tag == "script" and not found.get("src")):
            self.forbidden.append(tag)
        self.forbidden += [name for name in found if name == "style" or name.startswith("on")]

    def handle_data(self, words):
        self.words.append(words)


def import_address(edition, sheet="sessions"):
    return reverse("admin:spreadsheet_import", args=[edition.slug, sheet])


def export_address(edition, sheet="sessions", file_format="csv"):
    return reverse("admin:spreadsheet_export", args=[edition.slug, sheet, file_format])


def upload(client, edition, *rows, sheet="sessions", content=None, name="rows.csv"):
    content = write_csv(rows[0], rows[1:]) if content is None else content
    return client.post(import_address(edition, sheet), {"file": SimpleUploadedFile(name, content)})


def token_on(response) -> str:
    return Page(response.content.decode()).hidden["token"]


@pytest.fixture
def talk(edition):
    return FormatFactory(edition=edition, name=Texts({"fr": "Exposé"}), kind="talk")


HEADER = ["title_fr", "format", "minutes"]


def test_a_file_is_looked_at_first_and_imported_after_a_yes(edition, organiser, organisers_client, talk):
    old = SessionFactory(edition=edition, format=talk, title=Texts({"fr": "Ancienne"}), minutes=60)
    rows = [HEADER, ["Nouvelle", "talk", 30], ["Ancienne", "talk", 45]]

    looked = upload(organisers_client, edition, *rows)

    page = Page(looked.content.decode())
    assert (looked.status_code, Session.objects.count()) == (200, 1)
    assert "1 new, 1 changed, 0 as they are. Nothing is written yet." in page.text
    assert "Row 2: Nouvelle" in page.text
    assert "3: Ancienne minutes 60 45" in page.text
    assert page.forbidden == []

    done = organisers_client.post(import_address(edition), {"token": token_on(looked)})

    assert (done.status_code, done.url) == (302, reverse("admin:programme_session_changelist"))
    assert [str(message) for message in get_messages(done.wsgi_request)] == [
        "Imported: 1 new, 1 changed, 0 as they were."
    ]
    old.refresh_from_db()
    assert (old.minutes, Session.objects.count()) == (45, 2)
    assert [record.history_user for record in old.history.all()] == [organiser, None]


def test_a_file_with_mistakes_is_answered_with_all_of_them(edition, organisers_client, talk):
    response = upload(organisers_client, edition, HEADER, ["A", "talk", "x"], ["<b>", "nope", 30])
    page = Page(response.content.decode())
    assert (response.status_code, Session.objects.count(), page.forbidden) == (422, 0, [])
    assert "2 mistakes: nothing was imported" in page.text
    assert "Row 2, minutes: “x” is no whole number from 1 to 1440." in page.text
    assert "Row 3, format: There is no format “nope”." in page.text
    assert "token" not in page.hidden


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\x00\xff", "This is no spreadsheet. Send a CSV file in UTF-8, or an XLSX file."),
        (b"PK\x03\x04", "This XLSX file is damaged. Save it again, or send a CSV file."),
        (b"", "The submitted file is empty."),
        (b"x" * 10_000_001, "This file is larger than 10 MB. Divide it into several."),
    ],
    ids=["bytes", "archive", "empty", "large"],
)
def test_a_file_that_is_no_table_is_refused_on_the_page(edition, organisers_client, content, sentence):
    response = upload(organisers_client, edition, content=content, name="../../etc/passwd")
    assert (response.status_code, sentence in Page(response.content.decode()).text) == (422, True)


def test_no_file_is_a_mistake_too(edition, organisers_client):
    response = organisers_client.post(import_address(edition), {})
    assert (response.status_code, "Choose a file first." in Page(response.content.decode()).text) == (
        422,
        True,
    )


def test_hostile_texts_are_only_texts_on_the_page(edition, organisers_client, talk):
    hostile = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    SessionFactory(edition=edition, format=talk, external_id="1", title=Texts({"fr": hostile}))
    header = ["external_id", "title_fr", "format"]
    looked = upload(organisers_client, edition, header, ["1", f"{hostile}!", "talk"], ["2", hostile, "talk"])
    broken = upload(organisers_client, edition, [*header, hostile], ["3", "A", hostile, ""])
    for response in (looked, broken):
        page = Page(response.content.decode())
        assert page.forbidden == []
        assert "<script>alert(1)</script>" in page.text


def test_a_file_that_changes_nothing_asks_for_no_yes(edition, organisers_client, talk):
    SessionFactory(edition=edition, format=talk, title=Texts({"fr": "A"}))
    response = upload(organisers_client, edition, ["title_fr", "format"], ["A", "talk"])
    page = Page(response.content.decode())
    assert "All of it is here already: there is nothing to import." in page.text
    assert "token" not in page.hidden


def test_a_yes_after_somebody_elses_change_shows_the_new_outcome(edition, organisers_client, talk):
    session = SessionFactory(edition=edition, format=talk, external_id="1", minutes=60)
    looked = upload(organisers_client, edition, ["external_id", "minutes"], ["1", 90])
    session.minutes = 30
    session.save()

    again = organisers_client.post(import_address(edition), {"token": token_on(looked)})

    session.refresh_from_db()
    text = Page(again.content.decode()).text
    assert (again.status_code, session.minutes) == (409, 30)
    assert (
        "Somebody changed the edition meanwhile, so nothing was imported. "
        "Read the changes below again, then import."
    ) in text
    assert "minutes 30 90" in text
    done = organisers_client.post(import_address(edition), {"token": token_on(again)})
    session.refresh_from_db()
    assert (done.status_code, session.minutes) == (302, 90)


def test_a_yes_is_said_once_by_whoever_sent_the_file_for_this_edition_and_sheet(
    edition, organiser, organisers_client, talk, client
):
    other = EditionFactory()
    MembershipFactory(user=organiser, edition=other)
    colleague = MembershipFactory(edition=edition).user
    token = token_on(upload(organisers_client, edition, ["title_fr", "format"], ["A", "talk"]))

    def say_yes(address: str) -> int:
        return client.post(address, {"token": token}).status_code

    client.force_login(colleague)
    assert say_yes(import_address(edition)) == 422
    client.force_login(organiser)
    assert say_yes(import_address(other)) == 422
    assert say_yes(import_address(edition, "speakers")) == 422
    assert Session.objects.count() == 0
    assert say_yes(import_address(edition)) == 302
    assert say_yes(import_address(edition)) == 422
    assert Session.objects.count() == 1


@pytest.mark.parametrize("token", ["", "x", "x" * 10_000, "a b\n", "é"])
def test_a_token_that_nobody_gave_is_answered_in_words(edition, organisers_client, token):
    response = organisers_client.post(import_address(edition), {"token": token})
    sentence = "The file is no longer kept here, or was imported already. Send it once more."
    assert (response.status_code, sentence in Page(response.content.decode()).text) == (422, True)


def test_a_file_that_is_kept_too_long_is_gone(edition, organisers_client, talk):
    token = token_on(upload(organisers_client, edition, ["title_fr", "format"], ["A", "talk"]))
    caches["uploads"].clear()
    assert organisers_client.post(import_address(edition), {"token": token}).status_code == 422


def test_xlsx_is_taken_as_csv_is(edition, organisers_client):
    content = write_xlsx(["name", "email"], [["Ana", "ana@example.org"]], title="speakers")
    looked = upload(organisers_client, edition, content=content, sheet="speakers", name="rows.xlsx")
    organisers_client.post(import_address(edition, "speakers"), {"token": token_on(looked)})
    assert list(Speaker.objects.values_list("name", "email")) == [("Ana", "ana@example.org")]


@pytest.mark.parametrize("sheet", ["sessions", "speakers", "rooms"])
def test_the_page_names_every_column_and_has_nothing_inline(edition, organisers_client, sheet):
    response = organisers_client.get(import_address(edition, sheet))
    page = Page(response.content.decode())
    exported = read_table(organisers_client.get(export_address(edition, sheet)).content)
    assert (response.status_code, page.forbidden) == (200, [])
    assert [name for name in exported.columns if name not in page.words] == []


def test_an_export_is_a_file_of_its_edition_alone(edition, organiser, organisers_client):
    other = EditionFactory()
    MembershipFactory(user=organiser, edition=other)
    SpeakerFactory(edition=edition, name="=Ours", external_id="1", bio=Texts())
    SpeakerFactory(edition=other, name="Theirs")

    csv = organisers_client.get(export_address(edition, "speakers"))
    xlsx = organisers_client.get(export_address(edition, "speakers", "xlsx"))

    header = (
        "external_id",
        "name",
        "email",
        "pronouns_fr",
        "pronouns_en",
        "organisation",
        "bio_fr",
        "bio_en",
        "links",
    )
    assert csv.content.decode("utf-8-sig") == f"{','.join(header)}\r\n1,'=Ours,,,,,,,\r\n"
    assert csv["Content-Type"] == "text/csv; charset=utf-8"
    assert csv["Content-Disposition"] == f'attachment; filename="{edition.slug}-speakers.csv"'
    assert xlsx["Content-Disposition"] == f'attachment; filename="{edition.slug}-speakers.xlsx"'
    workbook = load_workbook(io.BytesIO(xlsx.content))
    assert [row[:2] for row in workbook.active.iter_rows(values_only=True)] == [header[:2], ("1", "'=Ours")]


def test_unknown_sheets_and_formats_are_not_there(edition, organisers_client):
    for address in (
        import_address(edition, "users"),
        export_address(edition, "users"),
        export_address(edition, "sessions", "xls"),
    ):
        assert organisers_client.get(address).status_code == 404


def test_only_organisers_of_the_edition_find_these_pages(edition, client):
    stranger = MembershipFactory().user
    for user in (stranger, UserFactory()):
        client.force_login(user)
        for address in (import_address(edition), export_address(edition)):
            assert client.get(address).status_code == 404
        assert client.post(import_address(edition), {"token": "x"}).status_code == 404


def test_an_export_is_read_and_never_posted(edition, organisers_client):
    assert organisers_client.post(export_address(edition)).status_code == 405
    assert organisers_client.put(import_address(edition)).status_code == 405


def test_the_title_tells_a_mistake_and_an_outcome_from_the_bare_page(edition, organisers_client, talk):
    def title_of(response) -> str:
        return response.content.decode().partition("<title>")[2].partition("</title>")[0].strip()

    bare = title_of(organisers_client.get(import_address(edition)))
    mistakes = upload(organisers_client, edition, HEADER, ["A", "nope", 30])
    unread = upload(organisers_client, edition, content=b"PK\x03\x04")
    looked = upload(organisers_client, edition, HEADER, ["A", "talk", 30])
    gone = organisers_client.post(import_address(edition), {"token": "x"})

    assert bare == f"Sessions from a spreadsheet | {bare.rpartition(' | ')[2]}"
    assert [title_of(response) for response in (mistakes, unread, gone)] == [f"Error: {bare}"] * 3
    assert title_of(looked) == f"What would be done | {bare}"
    for response, count in ((mistakes, 1), (unread, 1), (gone, 1), (looked, 0)):
        assert response.content.decode().count('role="alert"') == count
