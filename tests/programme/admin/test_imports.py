"""The organisers' page for a published programme: look first, then say yes."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime

import pytest
from django.contrib.messages import get_messages
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from programme.models import Occurrence, Release, Room, Session, Speaker, Texts
from tests.factories import (
    EditionFactory,
    MembershipFactory,
    UserFactory,
)
from tests.programme.admin.test_spreadsheets import Page, token_on

pytestmark = pytest.mark.django_db

GONE = "The file is no longer kept here, or was imported already. Send it once more."
HOSTILE = '"><img src=x onerror=alert(1)>'
EVENT = """<event id="{id}"><start>{start}</start><duration>01:00</duration><title>{title}</title>
<track>City</track><persons><person id="5">Ana</person></persons></event>"""


def schedule(
    *events: str, day: str = "2017-07-06", zone: str = "", room: str = "Nave", more: str = ""
) -> bytes:
    """A small schedule.xml; its first event stands on line 4."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<schedule><conference><title>Fest</title>{zone}</conference>
<day index="1" date="{day}"><room name="{room}">
{"".join(events)}</room></day>{more}</schedule>""".encode()


def event(number: int, title: str, start: str = "10:00") -> str:
    return EVENT.format(id=number, title=title, start=start) + "\n"


CITY, NIGHT = event(1, "Ville"), event(2, "Nuit", "14:00")


def address(edition) -> str:
    return reverse("admin:programme_import", args=[edition.slug])


def send(client, edition, content=None, name="schedule.xml", **wishes):
    content = schedule(CITY, NIGHT) if content is None else content
    return client.post(address(edition), {"file": SimpleUploadedFile(name, content), **wishes})


def say_yes(client, edition, looked):
    return client.post(address(edition), {"token": token_on(looked)})


def text_of(response) -> str:
    return Page(response.content.decode()).text


def bring(client, edition, *events: str, **wishes):
    done = say_yes(client, edition, send(client, edition, schedule(*events), **wishes))
    assert done.status_code == 302
    return done


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


# --- look, and yes ------------------------------------------------------------------------------------


def test_a_programme_is_looked_at_first_and_imported_after_a_yes(edition, organiser, organisers_client):
    looked = send(organisers_client, edition)

    page = Page(looked.content.decode())
    assert (looked.status_code, Session.objects.count(), page.forbidden) == (200, 0, [])
    assert (
        "In the file schedule.xml : 1 day, 2 sessions, 2 occurrences, 1 speaker, 1 room, 1 track. "
        "Nothing is written yet."
    ) in page.text
    assert "New Changed As they are Sessions 2 0 0 Occurrences 2 0 0 Speakers 1 0 0 Rooms 1 0 0" in page.text
    assert "2 sessions Ville Nuit" in page.text
    assert (
        "No release would be published: times and rooms change in the draft alone, texts at once."
        in page.text
    )

    done = say_yes(organisers_client, edition, looked)

    assert (done.status_code, done.url) == (302, reverse("admin:programme_session_changelist"))
    assert said(done) == [
        "Imported. New: 2 sessions, 2 occurrences, 1 speaker, 1 room, 1 track, 1 format, 1 venue. Changed: nothing."
    ]
    assert {str(session.title) for session in Session.objects.filter(edition=edition)} == {"Ville", "Nuit"}
    assert Occurrence.objects.get(external_id="1").starts_at == datetime(2017, 7, 6, 8, tzinfo=UTC)
    assert Release.objects.count() == 0


def test_every_row_of_an_import_has_its_organiser_in_the_history(edition, organiser, organisers_client):
    bring(organisers_client, edition, CITY)
    bring(organisers_client, edition, CITY.replace("Ville", "Ville neuve"), NIGHT)
    users = {
        record.history_user
        for model in (Session, Occurrence, Speaker, Room)
        for record in model.history.all()
    }
    assert users == {organiser}
    changed = Occurrence.objects.get(external_id="1").session
    assert [record.history_type for record in changed.history.all()] == ["~", "+"]


def test_changes_are_named_with_their_fields(edition, organisers_client):
    bring(organisers_client, edition, CITY, NIGHT)
    looked = send(
        organisers_client, edition, schedule(CITY.replace("Ville", "Cité"), event(2, "Nuit", "15:00"))
    )
    text = text_of(looked)
    assert "1 session Cité : title" in text
    assert "1 occurrence Nuit, 2017-07-06 15:00 : start" in text
    assert "Sessions 0 1 1 Occurrences 0 1 1" in text
    assert said(say_yes(organisers_client, edition, looked)) == [
        "Imported. New: nothing. Changed: 1 session, 1 occurrence."
    ]


def test_a_file_that_changes_nothing_asks_for_no_yes(edition, organisers_client):
    bring(organisers_client, edition, CITY, NIGHT)
    page = Page(send(organisers_client, edition).content.decode())
    assert "All of it is here already: there is nothing to import." in page.text
    assert "token" not in page.hidden


def test_what_vanished_is_told_and_cancelled_only_where_that_is_asked_for(edition, organisers_client):
    bring(organisers_client, edition, CITY, NIGHT)
    told = send(organisers_client, edition, schedule(CITY))
    assert "No longer in the file: these stay as they are 1 session Nuit" in text_of(told)
    assert "token" not in Page(told.content.decode()).hidden

    looked = send(organisers_client, edition, schedule(CITY), cancel_missing="on")
    assert "No longer in the file: these would be cancelled 1 session Nuit" in text_of(looked)
    done = say_yes(organisers_client, edition, looked)

    assert said(done) == ["Imported. New: nothing. Changed: nothing. Cancelled: 1 session."]
    assert Occurrence.objects.get(external_id="2").session.state == "cancelled"
    assert Occurrence.objects.get(external_id="1").session.state == "confirmed"


def test_a_release_is_published_with_its_note_and_its_clashes(edition, organiser, organisers_client):
    content = schedule(CITY, event(2, "Nuit", "10:30"))
    looked = send(organisers_client, edition, content, publish="on", note=" Neu!\r\n\x08Da. ")
    text = text_of(looked)
    assert "Release 1 would be published." in text
    assert "2 clashes would be accepted with it" in text
    assert "the room Nave is held twice: Ville, 06/07 10:00 · Nuit, 06/07 10:30" in text
    assert Release.objects.count() == 0

    done = say_yes(organisers_client, edition, looked)

    release = Release.objects.get()
    assert said(done)[0].endswith("Release 1 is published.")
    assert (release.note, release.published_by) == (Texts({"fr": "Neu!\nDa."}), organiser)
    assert release.accepted_clashes.count() == 2
    again = send(organisers_client, edition, content, publish="on")
    assert "No release would be published: the timetable is as in the last one." in text_of(again)


def test_a_note_without_a_release_publishes_nothing(edition, organisers_client):
    bring(organisers_client, edition, CITY, note="Neu")
    assert Release.objects.count() == 0


def test_the_chosen_zone_and_language_are_those_of_the_import(edition, organisers_client):
    bring(organisers_client, edition, CITY, time_zone="Europe/Lisbon", language="en")
    occurrence = Occurrence.objects.get()
    assert occurrence.starts_at == datetime(2017, 7, 6, 9, tzinfo=UTC)
    assert occurrence.session.title == Texts({"en": "Ville"})


def test_what_was_asked_for_stands_in_the_form_below_the_report(edition, organisers_client):
    wishes = {
        "time_zone": "Asia/Tokyo",
        "language": "en",
        "publish": "on",
        "cancel_missing": "on",
        "note": "N",
    }
    form = send(organisers_client, edition, **wishes).context["form"]
    assert {name: form[name].value() for name in wishes} == {
        **wishes,
        "publish": True,
        "cancel_missing": True,
    }


def test_more_than_is_shown_is_counted_all_the_same(edition, organisers_client):
    many = [event(number, f"Séance n° {number}") for number in range(1, 502)]
    nobody = schedule(*many, room="").replace(b'<person id="5">Ana</person>', b"")
    page = Page(send(organisers_client, edition, nobody).content.decode())
    assert "501 sessions" in page.text
    assert page.text.count("Séance n° ") == 2 * 500
    assert page.text.count("Only the first 500 are listed.") == 2  # of the sessions, and of their times


# --- what is refused ----------------------------------------------------------------------------------


def test_a_file_with_mistakes_is_answered_with_a_line_for_each(edition, organisers_client):
    broken = schedule(event(1, "Ville", "25:00"), NIGHT, event(3, "Jour", "x"))
    response = send(organisers_client, edition, broken, name="<b>.xml")
    page = Page(response.content.decode())
    assert (response.status_code, Session.objects.count(), page.forbidden) == (422, 0, [])
    assert "2 mistakes: nothing was imported In the file <b>.xml . Correct it and send it again." in page.text
    assert "line 4, start: “25:00” is no time of the day." in page.text
    assert "line 8, start: “x” is no time of the day." in page.text
    assert "token" not in page.hidden


def test_mistakes_are_told_in_french_too(edition, organisers_client):
    organisers_client.cookies["django_language"] = "fr"
    text = text_of(send(organisers_client, edition, schedule(event(1, "Ville", "25:00"))))
    assert "1 erreur : rien n’a été importé" in text
    assert "ligne 4, start : « 25:00 » n’est pas une heure de la journée." in text


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\x1f\x8b\x08", "This is a compressed file. Unpack it, and send what is in it."),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><schedule>&b;</schedule>', "document type"),
        (b"{}", "This JSON is neither a schedule.json, nor Sessionize's “All”, nor JSON-LD of a festival."),
        (b"", "The submitted file is empty."),
        (b"  ", "The file is empty."),
        (
            b"x" * 50_000_001,
            "This file is larger than 50 MB. Whoever runs this site can import it by the command import_programme.",
        ),
    ],
    ids=["archive", "document-type", "json", "empty", "blank", "large"],
)
def test_a_file_that_is_no_programme_is_refused_on_the_page(edition, organisers_client, content, sentence):
    response = send(organisers_client, edition, content, name="../../etc/passwd")
    assert (response.status_code, sentence in text_of(response)) == (422, True)
    assert Session.objects.count() == 0


@pytest.mark.parametrize(
    "wishes",
    [{"time_zone": "Europe/Nowhere"}, {"language": "de"}, {"note": "x" * 2001}, {"note": "\x00"}],
    ids=["zone", "language", "long-note", "nul"],
)
def test_wishes_that_cannot_be_are_refused_with_the_form(edition, organisers_client, wishes):
    response = send(organisers_client, edition, **wishes)
    assert (response.status_code, list(response.context["form"].errors)) == (422, list(wishes))
    assert Session.objects.count() == 0


def test_no_file_is_a_mistake_too(edition, organisers_client):
    response = organisers_client.post(address(edition), {"publish": "on"})
    assert (response.status_code, "Choose a file first." in text_of(response)) == (422, True)


def test_a_language_that_the_edition_gave_up_meanwhile_is_refused_in_words(edition, organisers_client):
    looked = send(organisers_client, edition, language="en")
    edition.languages = ["fr"]
    edition.save()
    answer = say_yes(organisers_client, edition, looked)
    sentence = "The edition has no texts in “en”; its languages are fr."
    assert (answer.status_code, sentence in text_of(answer), Session.objects.count()) == (409, True, 0)


def test_a_time_that_is_none_in_the_edition_s_new_zone_is_a_mistake_by_then(edition, organisers_client):
    edition.time_zone = "UTC"
    edition.save()
    looked = send(organisers_client, edition, schedule(event(1, "Ville", "02:30"), day="2017-03-25"))
    edition.time_zone = "Europe/Paris"
    edition.save()
    answer = say_yes(organisers_client, edition, looked)
    sentence = (
        "line 4, start: 2017-03-26 02:30 does not exist in Europe/Paris: the clocks go forward over it."
    )
    assert (answer.status_code, sentence in text_of(answer), Session.objects.count()) == (422, True, 0)


def test_an_edition_that_is_gone_meanwhile_is_not_there(edition, organisers_client):
    token = token_on(send(organisers_client, edition))
    edition.delete()
    assert organisers_client.post(address(edition), {"token": token}).status_code == 404


# --- two people, and twice ----------------------------------------------------------------------------


def test_a_yes_after_somebody_elses_change_shows_the_new_outcome(edition, organisers_client):
    bring(organisers_client, edition, CITY)
    looked = send(organisers_client, edition, schedule(CITY.replace("Ville", "Cité")))
    room = Room.objects.get(edition=edition)
    room.name = Texts({"fr": "Cour"})
    room.save()

    again = say_yes(organisers_client, edition, looked)

    assert (again.status_code, str(Session.objects.get().title)) == (409, "Ville")
    text = text_of(again)
    assert (
        "Somebody changed the edition meanwhile, so nothing was imported. "
        "Read the changes below again, then import."
    ) in text
    assert "In the file schedule.xml :" in text
    assert "1 room Nave" in text
    assert say_yes(organisers_client, edition, again).status_code == 302
    assert str(Session.objects.get().title) == "Cité"


def test_a_yes_is_said_once_by_whoever_sent_the_file_for_this_edition(
    edition, organiser, organisers_client, client
):
    other = EditionFactory()
    MembershipFactory(user=organiser, edition=other)
    colleague = MembershipFactory(edition=edition).user
    token = token_on(send(organisers_client, edition))

    def yes(edition) -> tuple[int, bool]:
        response = client.post(address(edition), {"token": token})
        return response.status_code, GONE in response.content.decode()

    client.force_login(colleague)
    assert yes(edition) == (422, True)
    client.force_login(organiser)
    assert yes(other) == (422, True)
    assert Session.objects.count() == 0
    assert yes(edition) == (302, False)
    assert yes(edition) == (422, True)
    assert Session.objects.count() == 2


@pytest.mark.parametrize("token", ["", "x", "x" * 10_000, "a b\n", "é"])
def test_a_token_that_nobody_gave_is_answered_in_words(edition, organisers_client, token):
    response = organisers_client.post(address(edition), {"token": token})
    assert (response.status_code, GONE in text_of(response)) == (422, True)


def test_a_file_that_is_kept_too_long_is_gone(edition, organisers_client):
    looked = send(organisers_client, edition)
    caches["uploads"].clear()
    assert say_yes(organisers_client, edition, looked).status_code == 422


def test_nothing_is_made_by_reading(edition, organisers_client):
    token = token_on(send(organisers_client, edition))
    for method in (organisers_client.get, organisers_client.head):
        assert method(address(edition), {"token": token, "publish": "on"}).status_code == 200
    assert organisers_client.put(address(edition)).status_code == 405
    assert Session.objects.count() == 0


def test_a_file_of_twenty_megabytes_is_kept_in_the_table_that_all_processes_share(
    edition, organisers_client, settings
):
    in_table = {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "festapp_uploads"}
    settings.CACHES = {**settings.CACHES, "uploads": in_table}
    noise = "".join(hashlib.sha256(str(number).encode()).hexdigest() for number in range(15_625))
    content = schedule(CITY, more=f"<!--{noise}-->" * 20)
    assert len(content) > 20 * 10**6
    bring_it = send(organisers_client, edition, content)
    assert say_yes(organisers_client, edition, bring_it).status_code == 302
    assert Session.objects.count() == 1


# --- texts of others ----------------------------------------------------------------------------------


def test_hostile_texts_are_only_texts_on_the_page(edition, organisers_client):
    escaped = HOSTILE.replace("<", "&lt;")

    def hostile(number: int, start: str = "10:00") -> str:
        return event(number, f"{escaped} {number}", start)

    content = schedule(hostile(1), hostile(2), hostile(3, "14:00"), room=escaped.replace('"', "&quot;"))
    name = "<img src=x onerror=alert(1)>.xml"
    first = send(organisers_client, edition, content, name=name, publish="on", note=HOSTILE)
    pages = [first]
    say_yes(organisers_client, edition, first)
    changed = schedule(hostile(1).replace("10:00", "11:00"), day="2017-07-30")
    pages.append(send(organisers_client, edition, changed, name=name))
    pages.append(send(organisers_client, edition, changed, name=name, cancel_missing="on", publish="on"))
    pages.append(send(organisers_client, edition, schedule(hostile(1, escaped)), name=name))
    for response in pages:
        page = Page(response.content.decode())
        assert page.forbidden == []
        assert name in page.text
        assert HOSTILE in page.text or response.status_code == 422
        assert "<img src=x" not in response.content.decode()


# --- where it stands ----------------------------------------------------------------------------------


def test_links_lead_to_the_page_from_the_edition_and_from_its_sessions(edition, organiser, organisers_client):
    other = EditionFactory()
    MembershipFactory(user=organiser, edition=other)
    for page in (
        reverse("admin:programme_edition_change", args=[edition.pk]),
        reverse("admin:programme_session_changelist"),
    ):
        shown = organisers_client.get(page).content.decode()
        assert f'href="{address(edition)}"' in shown, page
    assert address(other) not in shown
    for page in (
        reverse("admin:programme_edition_add"),
        reverse("admin:programme_room_changelist"),
    ):
        assert "Import a published programme" not in organisers_client.get(page).content.decode()


def test_an_edition_whose_address_is_mistyped_keeps_its_link(edition, organisers_client):
    page = reverse("admin:programme_edition_change", args=[edition.pk])
    version = re.search(r'name="_version" value="([^"]+)"', organisers_client.get(page).content.decode())[1]
    shown = organisers_client.post(page, {"_version": version, "slug": "not an address"})
    assert (shown.status_code, address(edition) in shown.content.decode()) == (200, True)


def test_only_organisers_of_the_edition_find_this_page(edition, client):
    stranger = MembershipFactory().user
    for user in (stranger, UserFactory()):
        client.force_login(user)
        assert client.get(address(edition)).status_code == 404
        assert client.post(address(edition), {"token": "x"}).status_code == 404
        assert send(client, edition).status_code == 404


def test_the_title_tells_a_mistake_and_an_outcome_from_the_bare_page(edition, organisers_client):
    def title_of(response) -> str:
        return response.content.decode().partition("<title>")[2].partition("</title>")[0].strip()

    bare = title_of(organisers_client.get(address(edition)))
    unread = send(organisers_client, edition, b"<schedule>")
    empty = organisers_client.post(address(edition), {})
    looked = send(organisers_client, edition)

    assert [title_of(response) for response in (unread, empty)] == [f"Error: {bare}"] * 2
    assert title_of(looked) == f"What would be done | {bare}"
    for response, count in ((unread, 1), (empty, 1), (looked, 0)):
        assert response.content.decode().count('role="alert"') == count
