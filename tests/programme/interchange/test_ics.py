"""Calendars out and in: what is written is read again, nothing is smuggled in, and any damage is told."""

import re
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from programme.interchange import ics_lines
from programme.interchange.ics import carried, read, write
from programme.interchange.problems import FormatError
from programme.interchange.snapshot import Occurrence, Part, Person, Room, Session, Snapshot, Track
from tests.programme.interchange.snapshots import NASTY, snapshots

NOW = datetime(2017, 7, 1, 12, tzinfo=UTC)
START = datetime(2017, 7, 6, 12, 30, tzinfo=UTC)
GUID = UUID("0b6f3b2e-3a3f-4f0e-9d0a-6f3f2f6a1c11")


def held(**fields) -> Occurrence:
    return Occurrence(**{"id": "7", "guid": GUID, "starts_at": START, "minutes": 60, **fields})


def session(*occurrences: Occurrence, **fields) -> Session:
    return Session(**{"title": "Opening", "occurrences": occurrences or (held(),), **fields})


def programme(*sessions: Session, **fields) -> Snapshot:
    return Snapshot(sessions=sessions, **fields)


def calendar(*lines: str, head: tuple[str, ...] = ()) -> bytes:
    """A file with these lines as the one event; `head` are lines of the calendar."""
    whole = ("BEGIN:VCALENDAR", *head, "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR", "")
    return "\r\n".join(whole).encode()


def event(content: bytes) -> tuple[Session, Occurrence]:
    (found,) = read(content).held()
    return found


def problems(content: bytes, **options: str) -> list[str]:
    with pytest.raises(FormatError) as caught:
        read(content, **options)
    return [str(problem) for problem in caught.value.problems]


def remarks(content: bytes) -> list[str]:
    return [str(remark) for remark in read(content).remarks]


def unfolded(content: bytes) -> list[str]:
    """The lines as the standard says, read by nothing of ours and nothing of the library."""
    assert content.endswith(b"\r\n")
    lines = content.removesuffix(b"\r\n").split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert not any(control in line for line in lines for control in (b"\r", b"\n", b"\x00", b"\x07", b"\x1b"))
    for line in lines:
        line.decode()  # each for itself: no character is cut
    return content.decode().removesuffix("\r\n").replace("\r\n ", "").split("\r\n")


def names_in(content: bytes) -> Counter[str]:
    return Counter(re.split("[:;]", line)[0] for line in unfolded(content))


def values(content: bytes, name: str) -> list[str]:
    return [line.partition(":")[2] for line in unfolded(content) if re.split("[:;]", line)[0] == name]


# --- out and in again ---------------------------------------------------------------------------------


@settings(max_examples=300, deadline=None)
@given(snapshots())
def test_what_is_written_is_read_again(snapshot):
    content = write(snapshot, generated_at=NOW)
    again = read(content)
    assert again == carried(snapshot)
    assert carried(again) == again
    assert read(write(again, generated_at=NOW)) == again


@settings(max_examples=100, deadline=None)
@given(snapshots())
def test_every_calendar_is_one_by_the_standard_and_holds_what_it_should_and_no_more(snapshot):
    content = write(snapshot, generated_at=NOW)
    found, times = names_in(content), len(list(snapshot.held()))
    once = ("VERSION", "PRODID", "METHOD", "REFRESH-INTERVAL", "X-PUBLISHED-TTL")
    each = ("UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DTEND", "STATUS", "TRANSP", "SUMMARY")
    maybe = {"LAST-MODIFIED", "DESCRIPTION", "LOCATION", "X-FESTAPP-ROOM", "GEO", "CATEGORIES", "URL"}
    maybe |= {"X-WR-CALNAME", "NAME", "X-WR-TIMEZONE"}
    assert {name: found[name] for name in once} == dict.fromkeys(once, 1)
    assert {name: found[name] for name in each} == dict.fromkeys(each, times)
    assert found["BEGIN"] == found["END"] == times + 1
    assert set(found) <= {*once, *each, *maybe, "BEGIN", "END"}
    assert len(set(values(content, "UID"))) == times


@settings(max_examples=60, deadline=None)
@given(snapshots())
def test_another_reader_finds_the_same_times_and_titles(snapshot):
    events = Calendar.from_ical(write(snapshot, generated_at=NOW)).walk("VEVENT")
    found = sorted((event.start, event.end, str(event["SUMMARY"])) for event in events)
    assert found == sorted((o.starts_at, o.ends_at, s.title) for s, o in carried(snapshot).held())


def test_a_whole_event_line_by_line():
    room = Room(name="Room 1", venue="Cité", address="30, avenue X; Paris", latitude=0.00001, longitude=2.5)
    snapshot = programme(
        session(
            held(room="Room 1", revision=2, changed_at=START - timedelta(days=9)),
            title="C:\\New, or not",
            subtitle="A subtitle",
            abstract="*Short*",
            description="Long\n\n- one",
            track="Health, life",
            people=(Part("1"), Part("2"), Part("1", "host")),
            url="https://example.org/a,b;c",
        ),
        title="Festa",
        time_zone="Europe/Paris",
        rooms=(room,),
        tracks=(Track(name="Health, life"),),
        people=(Person(id="1", name="Zoé"), Person(id="2", name="Ada")),
    )
    assert unfolded(write(snapshot, generated_at=NOW)) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Festapp//Festapp//EN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:Festa",
        "NAME:Festa",
        "X-WR-TIMEZONE:Europe/Paris",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "BEGIN:VEVENT",
        f"UID:{GUID}@festapp",
        "DTSTAMP:20170627T123000Z",
        "LAST-MODIFIED:20170627T123000Z",
        "SEQUENCE:2",
        "DTSTART:20170706T123000Z",
        "DTEND:20170706T133000Z",
        "STATUS:CONFIRMED",
        "TRANSP:TRANSPARENT",
        "SUMMARY:C:\\\\New\\, or not",
        "DESCRIPTION:A subtitle\\n\\nZoé\\, Ada\\n\\n*Short*\\n\\nLong\\n\\n- one\\n\\nhttps://example.org/a\\,b\\;c",
        "LOCATION:Room 1\\, Cité\\, 30\\, avenue X\\; Paris",
        "X-FESTAPP-ROOM:Room 1",
        "GEO:0.000010;2.500000",
        "CATEGORIES:Health\\, life",
        "URL:https://example.org/a,b;c",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_a_programme_without_times_is_an_empty_calendar():
    content = write(Snapshot(), generated_at=NOW)
    assert names_in(content)["BEGIN"] == 1
    assert read(content) == Snapshot()


def test_the_name_goes_before_the_title():
    assert read(write(Snapshot(title="Festa"), name="My agenda", generated_at=NOW)).title == "My agenda"


def test_a_uid_stays_and_the_bytes_say_only_what_changed():
    before = programme(session(held(revision=1)), published_at=START)
    moved = programme(
        session(held(revision=2, starts_at=START + timedelta(hours=1), changed_at=NOW)), published_at=START
    )
    first, second = (write(snapshot, generated_at=NOW) for snapshot in (before, moved))
    assert values(first, "UID") == values(second, "UID") == [f"{GUID}@festapp"]
    assert values(first, "SEQUENCE") + values(second, "SEQUENCE") == ["1", "2"]
    assert values(first, "DTSTAMP") + values(second, "DTSTAMP") == ["20170706T123000Z", "20170701T120000Z"]
    assert values(first, "LAST-MODIFIED") + values(second, "LAST-MODIFIED") == ["20170701T120000Z"]
    assert first == write(before, generated_at=NOW + timedelta(days=1))


def test_without_a_guid_the_uid_follows_the_id_and_no_two_are_alike():
    def uids(*times: Occurrence) -> list[str]:
        return values(write(programme(session(*times), acronym="2017"), generated_at=NOW), "UID")

    (known,) = uids(held(guid=None))
    assert [known] == uids(held(guid=None, starts_at=START + timedelta(hours=1), room="elsewhere"))
    assert known not in uids(held(guid=None, id="8"))
    assert len(set(uids(held(guid=None, id=""), held(guid=None, id="")))) == 2


def test_what_is_cancelled_stays_in_the_calendar_and_says_so():
    one = held(cancelled=True)
    two = held(id="8", guid=None, starts_at=START - timedelta(hours=2))
    assert values(write(programme(session(one, two)), generated_at=NOW), "STATUS") == [
        "CONFIRMED",
        "CANCELLED",
    ]
    cancelled = write(programme(session(held(), cancelled=True)), generated_at=NOW)
    assert values(cancelled, "STATUS") == ["CANCELLED"]
    assert event(cancelled)[1].cancelled


def test_times_of_one_session_find_together_by_address_and_title():
    times = (held(), held(id="8", guid=None, starts_at=START + timedelta(days=1)))
    together = read(write(programme(session(*times, url="https://example.org/opening")), generated_at=NOW))
    apart = read(write(programme(session(*times)), generated_at=NOW))
    assert [len(found.occurrences) for found in together.sessions] == [2]
    assert [len(found.occurrences) for found in apart.sessions] == [1, 1]
    assert together.days == apart.days == (date(2017, 7, 6), date(2017, 7, 7))


def test_nights_when_the_clocks_change_are_written_in_utc():
    night = datetime(2017, 10, 29, 0, 30, tzinfo=UTC)  # 02:30 in Paris, twice
    times = (held(starts_at=night), held(id="8", guid=None, starts_at=night + timedelta(hours=1)))
    content = write(programme(session(*times), time_zone="Europe/Paris"), generated_at=NOW)
    assert values(content, "DTSTART") == ["20171029T003000Z", "20171029T013000Z"]
    assert read(content).days == (date(2017, 10, 28),)


# --- nothing is smuggled in ---------------------------------------------------------------------------

SMUGGLED = (
    "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:evil",
    "x\nATTACH:https://evil.example/",
    "x\rX-EVIL:1",
    "x\u2028X-EVIL:1\u2029X-EVIL:2\x85X-EVIL:3\x0bX-EVIL:4\x0cX-EVIL:5",
    "x\x00\x07\x1b\x7f",
    "x\u202eevil\u2066",
    "x\ud800\udfff",
    "https://example.org/\r\nX-EVIL:1",
    "https://example.org/\x00",
    *NASTY,
)


@pytest.mark.parametrize("text", SMUGGLED)
def test_no_text_ends_its_line(text):
    snapshot = programme(
        session(
            held(room=text), title=text, subtitle=text, abstract=text, description=text, track=text,
            url=text, people=(Part("1"),),
        ),
        title=text, time_zone=text, acronym=text, url=text,
        rooms=(Room(name=text, venue=text, address=text),), people=(Person(id="1", name=text),),
    )  # fmt: skip
    content = write(snapshot, name=text, generated_at=NOW)
    assert set(names_in(content)) <= {
        "BEGIN", "END", "VERSION", "PRODID", "METHOD", "X-WR-CALNAME", "NAME", "REFRESH-INTERVAL",
        "X-PUBLISHED-TTL", "UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DTEND", "STATUS", "TRANSP", "SUMMARY",
        "DESCRIPTION", "LOCATION", "X-FESTAPP-ROOM", "CATEGORIES",
    }  # fmt: skip
    assert names_in(content)["BEGIN"] == 2
    assert not set("\u202e\u2066\u2028\u2029\x85\x0b\x0c") & set(content.decode())
    assert [len(found.occurrences) for found in read(content).sessions] == [1]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://a:b@example.org/", "https://example.org/ x", "/a"]
)
def test_what_is_no_web_address_is_left_out(url):
    content = write(programme(session(url=url)), generated_at=NOW)
    assert (values(content, "URL"), values(content, "DESCRIPTION")) == ([], [])
    foreign = calendar("DTSTART:20170706T123000Z", "DURATION:PT1H", "SUMMARY:x", f"URL:{url}")
    assert read(foreign).sessions[0].url == ""
    assert remarks(foreign) == [f"“{url}” isn't a web address and was left out."]


@pytest.mark.parametrize("letter", ["é", "語", "🦄", "\\", "\n", "z\u0301"])
@pytest.mark.parametrize("ahead", range(6))
def test_folding_cuts_no_character(letter, ahead):
    content = write(programme(session(description="x" * ahead + letter * 300 + "x")), generated_at=NOW)
    assert len(unfolded(content)) == len(
        unfolded(write(programme(session(description="x")), generated_at=NOW))
    )
    assert read(content).sessions[0].description == carried(
        programme(session(description="x" * ahead + letter * 300 + "x"))
    ).sessions[0].description  # fmt: skip


# --- calendars of other tools -------------------------------------------------------------------------

GOOGLE = """BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:PUBLISH
X-WR-CALNAME:Hacking days
X-WR-TIMEZONE:Europe/Paris
BEGIN:VEVENT
DTSTART:20170706T070000Z
DTEND:20170706T083000Z
DTSTAMP:20170601T000000Z
UID:3vkgg2cdqhd5mb1a@google.com
CREATED:20170501T000000Z
DESCRIPTION:Bring a laptop\\, please.\\nhttps://example.org/1
LAST-MODIFIED:20170502T010203Z
LOCATION:Salle 1\\, 2e étage
SEQUENCE:3
STATUS:CONFIRMED
SUMMARY:Atelier « ADN »
TRANSP:OPAQUE
URL:https://example.org/1
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:This is an event reminder
DURATION:PT5M
TRIGGER:-P0DT0H10M0S
END:VALARM
END:VEVENT
BEGIN:VEVENT
DTSTART;VALUE=DATE:20171029
DTEND;VALUE=DATE:20171030
UID:6B29FC40-CA47-1067-B31D-00DD010662DA
SUMMARY:All day
STATUS:CANCELLED
CATEGORIES:One\\, two,Three
END:VEVENT
END:VCALENDAR
"""


def test_a_calendar_of_google():
    snapshot = read(GOOGLE.encode())
    assert snapshot == Snapshot(
        title="Hacking days",
        time_zone="Europe/Paris",
        days=(date(2017, 7, 6), date(2017, 10, 28)),
        tracks=(Track(name="One, two"),),
        rooms=(Room(name="Salle 1, 2e étage"),),
        sessions=(
            Session(
                title="Atelier « ADN »",
                description="Bring a laptop, please.",
                url="https://example.org/1",
                occurrences=(
                    Occurrence(
                        id="3vkgg2cdqhd5mb1a@google.com",
                        starts_at=datetime(2017, 7, 6, 7, tzinfo=UTC),
                        minutes=90,
                        room="Salle 1, 2e étage",
                        revision=3,
                        changed_at=datetime(2017, 5, 2, 1, 2, 3, tzinfo=UTC),
                    ),
                ),
            ),
            Session(
                title="All day",
                track="One, two",
                occurrences=(
                    Occurrence(
                        guid=UUID("6b29fc40-ca47-1067-b31d-00dd010662da"),
                        starts_at=datetime(2017, 10, 28, 22, tzinfo=UTC),
                        minutes=1440,
                        cancelled=True,
                    ),
                ),
            ),
        ),
    )
    assert [str(remark) for remark in snapshot.remarks] == [
        "“All day” has several categories. The first was taken as its track."
    ]
    assert [found.where for found, _held in snapshot.held()] == ["event 1", "event 2"]


@pytest.mark.parametrize(
    ("start", "utc"),
    [
        ("DTSTART:20170706T123000Z", "2017-07-06T12:30Z"),
        ("DTSTART:20170706T1230Z", "2017-07-06T12:30Z"),
        ("DTSTART:20170706T123059Z", "2017-07-06T12:30Z"),
        ("DTSTART;TZID=Europe/Paris:20170706T143000", "2017-07-06T12:30Z"),
        ('DTSTART;TZID="Europe/Paris":20170706T143000', "2017-07-06T12:30Z"),
        ("DTSTART;TZID=/mozilla.org/20050126_1/Europe/Paris:20170706T143000", "2017-07-06T12:30Z"),
        ("DTSTART;TZID=Romance Standard Time:20170706T143000", "2017-07-06T12:30Z"),
        ("DTSTART;TZID=Etc/GMT-1:20170706T133000", "2017-07-06T12:30Z"),
        ("DTSTART;TZID=Ours:20170706T143000", "2017-07-06T12:30Z"),
        ("DTSTART:20170706T143000", "2017-07-06T12:30Z"),
        ("DTSTART;VALUE=DATE:20170706", "2017-07-05T22:00Z"),
        ("DTSTART:20171029T023000", "2017-10-29T00:30Z"),  # comes twice: the first
        ("DTSTART:20170326T023000", "2017-03-26T01:30Z"),  # is left out: as if the clocks hadn't changed
    ],
)
def test_the_ways_to_tell_a_start(start, utc):
    head = (
        "X-WR-TIMEZONE:Europe/Paris", "BEGIN:VTIMEZONE", "TZID:Ours", "X-LIC-LOCATION:Europe/Paris",
        "BEGIN:STANDARD", "DTSTART:19700101T000000", "RRULE:FREQ=SECONDLY", "END:STANDARD", "END:VTIMEZONE",
    )  # fmt: skip
    _session, found = event(calendar("SUMMARY:x", start, "DURATION:PT1H", head=head))
    assert found.starts_at == datetime.fromisoformat(utc)


@pytest.mark.parametrize(
    ("lines", "minutes"),
    [
        (("DTSTART:20170706T123000Z", "DTEND:20170706T124000Z"), 10),
        (("DTSTART:20170706T123000Z", "DTEND:20170706T235959Z"), 690),
        (("DTSTART:20170706T123030Z", "DTEND:20170706T124030Z"), 11),
        (("DTSTART:20170706T123000Z", "DTEND;TZID=Europe/Paris:20170706T150000"), 30),
        (("DTSTART:20170706T123000Z", "DURATION:P1DT0H"), 1440),
        (("DTSTART;VALUE=DATE:20170706",), 1440),
        (("DTSTART;VALUE=DATE:20171029", "DTEND;VALUE=DATE:20171030"), 1440),  # of 25 hours
        (("DTSTART:20171029T010000", "DTEND:20171029T040000"), 240),
        (("DTSTART:21991231T233000Z", "DTEND:22000101T003000Z"), 60),
    ],
)
def test_the_ways_to_tell_a_length(lines, minutes):
    _session, found = event(calendar("SUMMARY:x", *lines, head=("X-WR-TIMEZONE:Europe/Paris",)))
    assert found.minutes == minutes


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (("SUMMARY:x",), "DTSTART: This is missing."),
        (("DTSTART:20170706T123000Z",), "DTEND: This is missing."),
        (("DTSTART:yesterday", "DURATION:PT1H"),
         "DTSTART: “yesterday” is no date with a time. Write it like 20170706T143000Z."),
        (("DTSTART:20170230T123000Z", "DURATION:PT1H"),
         "DTSTART: “20170230T123000Z” is no date with a time. Write it like 20170706T143000Z."),
        (("DTSTART:00010101T000000", "DURATION:PT1H"),
         "DTSTART: “00010101T000000” is no date with a time. Write it like 20170706T143000Z."),
        (("DTSTART:19891231T235900Z", "DURATION:PT1H"), "DTSTART: The year 1989 isn't between 1990 and 2199."),
        (("DTSTART:22000101T000000Z", "DURATION:PT1H"), "DTSTART: The year 2200 isn't between 1990 and 2199."),
        (("DTSTART:20170706T123000", "DURATION:PT1H"),
         "DTSTART: This time has no time zone, and the calendar has none (X-WR-TIMEZONE). Say which it is."),
        (("DTSTART;VALUE=DATE:20170706",),
         "DTSTART: This time has no time zone, and the calendar has none (X-WR-TIMEZONE). Say which it is."),
        (("DTSTART;TZID=Mars/Olympus:20170706T123000", "DURATION:PT1H"),
         "DTSTART: The time zone “Mars/Olympus” isn't known. Use one such as Europe/Paris."),
        (("DTSTART;TZID=../../etc/passwd:20170706T123000", "DURATION:PT1H"),
         "DTSTART: The time zone “../../etc/passwd” isn't known. Use one such as Europe/Paris."),
        (("DTSTART:20170706T123000Z", "DURATION:one hour"),
         "DURATION: “one hour” is no length. Write it like PT1H30M."),
        (("DTSTART:20170706T123000Z", "DURATION:P99999999999W"),
         "DURATION: “P99999999999W” is no length. Write it like PT1H30M."),
        (("DTSTART:20170706T123000Z", "DURATION:PT0S"),
         "DURATION: This lasts 0 minutes. Make it 1 to 1440 long, or divide it by days."),
        (("DTSTART:20170706T123000Z", "DTEND:20170706T113000Z"),
         "DTEND: This lasts -60 minutes. Make it 1 to 1440 long, or divide it by days."),
        (("DTSTART:20170706T123000Z", "DTEND:20170707T123100Z"),
         "DTEND: This lasts 1441 minutes. Make it 1 to 1440 long, or divide it by days."),
        (("DTSTART:20170706T123000Z", "DTEND:99991231T235959Z"),
         "DTEND: “99991231T235959Z” is no date with a time. Write it like 20170706T143000Z."),
    ],
)  # fmt: skip
def test_times_that_are_none_are_told_by_event_and_field(lines, told):
    assert problems(calendar("SUMMARY:x", *lines)) == [f"event 1, {told}"]


def test_a_time_without_a_zone_takes_the_one_that_the_reader_gives():
    content = calendar("SUMMARY:x", "DTSTART:20170706T003000", "DURATION:PT1H")
    snapshot = read(content, time_zone="Europe/Paris")
    assert [found.starts_at for _session, found in snapshot.held()] == [
        datetime(2017, 7, 5, 22, 30, tzinfo=UTC)
    ]
    assert (snapshot.time_zone, snapshot.days) == ("Europe/Paris", (date(2017, 7, 5),))
    assert len(problems(content, time_zone="Mars/Olympus")) == 1


def test_all_problems_are_told_at_once():
    two = b"BEGIN:VEVENT\nEND:VEVENT\n" * 2
    assert problems(b"BEGIN:VCALENDAR\n" + two + b"END:VCALENDAR\n") == [
        "event 1, DTSTART: This is missing.",
        "event 2, DTSTART: This is missing.",
    ]
    assert len(problems(b"BEGIN:VCALENDAR\n" + two * 500 + b"END:VCALENDAR\n")) == 100


def test_of_a_rule_only_the_first_time_is_taken():
    content = calendar(
        "UID:a@b", "SUMMARY:Yoga", "DTSTART:20170706T070000Z", "DURATION:PT1H", "RRULE:FREQ=SECONDLY",
        "END:VEVENT", "BEGIN:VEVENT",
        "UID:a@b", "SUMMARY:Yoga", "DTSTART:20170707T080000Z", "DURATION:PT1H", "RECURRENCE-ID:20170707T070000Z",
    )  # fmt: skip
    assert [found.id for _session, found in read(content).held()] == ["a@b", "a@b 20170707T070000Z"]
    assert remarks(content) == [
        "“Yoga” is repeated by a rule. Only its first time was taken; add the others by hand."
    ]


@pytest.mark.parametrize(
    ("uid", "id", "guid"),
    [
        (f"{GUID}@festapp", "", GUID),
        (f"{str(GUID).upper()}@pentabarf.org", "", GUID),
        (str(GUID), "", GUID),
        (f"{GUID}-x", f"{GUID}-x", None),
        ("a\\, b", "a, b", None),
        ("", "", None),
    ],
)
def test_a_uid_is_a_guid_or_an_id(uid, id, guid):  # noqa: A002
    _session, found = event(calendar(f"UID:{uid}", "SUMMARY:x", "DTSTART:20170706T070000Z", "DURATION:PT1H"))
    assert (found.id, found.guid) == (id, guid)


def test_a_uid_that_comes_twice_is_taken_once():
    lines = ("UID:a", "SUMMARY:x", "DTSTART:20170706T070000Z", "DURATION:PT1H")
    content = calendar(*lines, "END:VEVENT", "BEGIN:VEVENT", *lines)
    assert [found.id for found in read(content).sessions[0].occurrences] == ["a"]
    assert [found.id for found in read(content).sessions[1].occurrences] == [""]
    assert remarks(content) == ["“x” has the UID of another event. It will not be known again as the same."]


def test_an_event_without_a_title_is_read_under_a_dash():
    content = calendar("DTSTART:20170706T070000Z", "DURATION:PT1H")
    assert event(content)[0].title == "—"
    assert remarks(content) == ["Events without a title are called “—”. Name them."]


def test_texts_that_differ_between_the_times_of_a_session_are_remarked():
    lines = ("SUMMARY:x", "URL:https://example.org/", "DTSTART:20170706T070000Z", "DURATION:PT1H")
    content = calendar(*lines, "DESCRIPTION:a", "END:VEVENT", "BEGIN:VEVENT", *lines, "DESCRIPTION:b")
    assert [(found.description, len(found.occurrences)) for found in read(content).sessions] == [("a", 2)]
    assert remarks(content) == [
        "“x” has other texts or another track at its other times. Those of the first were taken."
    ]


def test_lines_folded_within_a_character_are_whole_again():
    whole = calendar("SUMMARY:été", "DTSTART:20170706T070000Z", "DURATION:PT1H")
    cut = "é".encode()[:1] + b"\r\n " + "é".encode()[1:]
    assert event(whole.replace("é".encode(), cut))[0].title == "été"
    assert event(whole.replace(b"\r\n", b"\n"))[0].title == "été"
    assert event(b"\xef\xbb\xbf" + whole)[0].title == "été"


def test_unreadable_lines_are_counted():
    content = calendar("SUMMARY:x", "no line at all", "DTSTART:20170706T070000Z", "DURATION:PT1H", '=";:')
    assert remarks(content) == ["2 lines can't be read and were left out, the first of them line 4."]


def test_several_calendars_in_a_file_are_one_programme_each_in_its_zone():
    lines = ("SUMMARY:x", "DTSTART:20170706T120000", "DURATION:PT1H")
    content = calendar(*lines, head=("X-WR-TIMEZONE:Europe/Paris", "X-WR-CALNAME:One"))
    content += calendar(*lines, head=("X-WR-TIMEZONE:Europe/London", "X-WR-CALNAME:Two"))
    snapshot = read(content)
    assert (snapshot.title, snapshot.time_zone) == ("One", "Europe/Paris")
    assert [found.starts_at.hour for _session, found in snapshot.held()] == [10, 11]


# --- files that are none ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "This file is empty."),
        (b"\r\n\r\n", "This file is empty."),
        (b"PK\x03\x04", "line 1: This is no calendar: it must begin with BEGIN:VCALENDAR."),
        (b"BEGIN:VCARD\nEND:VCARD\n", "line 1: This is no calendar: it must begin with BEGIN:VCALENDAR."),
        (b"\n\nX:1\n", "line 3: This is no calendar: it must begin with BEGIN:VCALENDAR."),
        (b"BEGIN:VCALENDAR\nSUMMARY:\xe9\n", "line 2: This line isn't in UTF-8. Save the calendar anew in UTF-8."),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n",
         "This file ends before its end: there is no END:VEVENT. Fetch or save it again."),
        (b"BEGIN:VCALENDAR\nEND:VEVENT\n", "line 2: This line ends what has not begun."),
        (b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\n" * 100_000, "line 6: Too much is nested here."),
        (b"x" * 10_000_001, "This file is larger than 10 MB. Divide it into several."),
    ],
)  # fmt: skip
def test_a_file_that_is_no_calendar_is_refused_in_a_sentence(content, told):
    assert problems(content) == [told]


def test_more_events_than_anybody_holds_are_refused(monkeypatch):
    monkeypatch.setattr(ics_lines, "EVENT_LIMIT", 2)
    content = b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\nEND:VEVENT\n" * 3 + b"END:VCALENDAR\n"
    assert problems(content) == ["This calendar has more than 2 events. Divide it into several."]


@pytest.mark.parametrize(
    "unit",
    [b"x", b"\n", b"\n ", b" ", b"\\n", b'"', b";=", b"BEGIN:VEVENT\n", b"DTSTART;", b"\xcc\x81", b"a,"],
)
def test_megabytes_of_one_thing_take_no_time(unit):
    for head in (
        b"BEGIN:VCALENDAR\n",
        b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:",
        b"BEGIN:VCALENDAR\nNAME;X=",
    ):
        started = time.monotonic()
        with pytest.raises(FormatError):
            read(head + unit * (2_000_000 // len(unit)))
        assert time.monotonic() - started < 5


SOUND = write(
    programme(
        session(
            held(room="Salle 1", changed_at=NOW),
            title="Été, 🦄",
            description="x" * 90,
            track="T",
            url="https://example.org/",
        ),
        title="Festa",
        time_zone="Europe/Paris",
        rooms=(Room(name="Salle 1", venue="V", latitude=1.5, longitude=-2.5),),
    ),
    generated_at=NOW,
)


def assert_read_or_refused(content: bytes) -> None:
    try:
        outcome: Snapshot | FormatError = read(content, time_zone="Europe/Paris")
    except FormatError as no:
        outcome = no
    if isinstance(outcome, FormatError):
        assert all(str(problem).endswith(".") for problem in outcome.problems)
    else:
        assert read(write(outcome, generated_at=NOW)) == carried(outcome)


@pytest.mark.parametrize("content", [SOUND, GOOGLE.encode()])
def test_a_calendar_cut_anywhere_is_refused_or_whole(content):
    for length in range(len(content)):
        assert_read_or_refused(content[:length])


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([SOUND, GOOGLE.encode()]),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 3), st.binary(max_size=4)), min_size=1, max_size=8),
)
def test_any_damage_is_survived(sound, damages):
    content = bytearray(sound)
    for place, length, put in damages:
        start = int(place * len(content))
        content[start : start + length] = put
    assert_read_or_refused(bytes(content))


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(sorted(ics_lines.READ)),
            st.sampled_from(":;"),
            st.sampled_from((*SMUGGLED, "P1D")),
        ),
        max_size=8,
    ),
    st.text(max_size=40),
)
def test_any_lines_are_read_or_refused(lines, text):
    told = "\n".join(f"{name}{separator}{value}" for name, separator, value in lines)
    content = f"BEGIN:VCALENDAR\n{told}\n{text}\nBEGIN:VEVENT\n{told}\n{text}\nEND:VEVENT\nEND:VCALENDAR\n"
    assert_read_or_refused(content.encode("utf-8", "replace"))
