"""Made-up timetables for the round trips of every format: plausible in shape, as nasty as may be in every text.

Of a generated snapshot a format may rely on this, and on nothing else:
- ids of occurrences are decimals from 1 below 2**31, as are those of people; both unique, as are all guids;
- names of tracks and rooms are unique, clean and not empty, every reference leads to one of them;
- a session's `url` is unique or "", its `code` six capital letters and digits, unique, or "";
- titles and people's names are something once they are clean; all other texts may be anything;
- `starts_at` is a whole minute in UTC, lengths are 1 to 1440 minutes, days are in order.
"""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from hypothesis import strategies as st

from programme.interchange.snapshot import Link, Occurrence, Part, Person, Room, Session, Snapshot, Track
from programme.text import clean_line

ZONES = (
    "Europe/Paris", "Europe/London", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe",
    "Etc/GMT-1", "UTC",
)  # fmt: skip
KINDS = (
    "workshop", "masterclass", "participatory", "brainstorming", "talk", "keynote",
    "panel", "performance", "exhibition", "meetup", "break", "other",
)  # fmt: skip
NASTY = (
    "Atelier : l’été à l’œuvre",
    "e\u0301te\u0301 NFD",
    "👩‍🚀🏳️‍🌈 émoji",
    "שלום עולם",
    "العربية",
    "日本語のワークショップ",
    "evil \u202eRTL\u202c \u2066isolate\u2069",
    "bell\x07 NUL\x00 escape\x1b[31m",
    "lone \ud800 surrogate \udfff",
    "two\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nlines",
    "bare\rreturn",
    "line\u2028paragraph\u2029next\x85line\x0bvertical\x0cpage",
    "\ufeffmark \ufffe\uffff",
    "C:\\New\\nothing\\, \\; \\\\ ends in \\",
    "a, b; c: d",
    '"quoted" <b>&amp; ]]> <!-- ',
    "=1+1",
    "  spaces \t tabs\u00a0\u202f  ",
    "z" + "\u0301" * 50,
    "x" * 1_000,
    "é🦄" * 500,
    "# Heading\n\n* one\n* two\n\n[link](https://example.org/a?b=c&d=e)\n\n    code",
    "^n ^' ^^ %2C %25",
    "null",
    "0",
)
ANY_TEXT = st.one_of(
    st.sampled_from(NASTY),
    st.text(max_size=30),
    st.text(st.characters(codec=None), max_size=20),
    st.lists(st.sampled_from(NASTY), max_size=3).map("".join),
)
TEXTS = st.one_of(st.just(""), ANY_TEXT)
TITLES = st.one_of(st.sampled_from(("Ouverture", "Pause")), ANY_TEXT).filter(clean_line)
CLEAN_NAMES = ANY_TEXT.map(clean_line).filter(bool)
IDS = st.integers(1, 2**31 - 1).map(str)
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2199, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
NIGHTS = (date(2017, 3, 25), date(2017, 10, 28), date(2024, 2, 28), date(2016, 12, 31), date(2038, 1, 18))
ADDRESSES = st.one_of(
    st.just(""),
    st.sampled_from(
        (
            "https://example.org/",
            "https://example.org/a?b=c,d;e&f=%0A#g",
            "https://例え.example/é",
            "javascript:alert(1)",
            "https://example.org/\r\nX-EVIL:1",
            "https://user:secret@example.org/",
            "not an address",
        )
    ),
    TEXTS,
)
LINKS = st.lists(st.builds(Link, ADDRESSES, TEXTS), max_size=2).map(tuple)
COLOURS = st.one_of(st.just(""), st.from_regex("#[0-9a-f]{6}", fullmatch=True))
SLUGS = st.from_regex("[a-z]{1,5}", fullmatch=True)


@st.composite
def tracks(draw: st.DrawFn) -> tuple[Track, ...]:
    names = draw(st.lists(CLEAN_NAMES, max_size=3, unique=True))
    slugs = draw(unique_or_empty(SLUGS, len(names)))
    return tuple(
        Track(name=name, slug=slug, colour=draw(COLOURS)) for name, slug in zip(names, slugs, strict=True)
    )


@st.composite
def rooms(draw: st.DrawFn) -> tuple[Room, ...]:
    names = draw(st.lists(CLEAN_NAMES, max_size=3, unique=True))
    slugs = draw(unique_or_empty(SLUGS, len(names)))
    guids = draw(unique_guids(len(names)))
    return tuple(draw(_room(*them)) for them in zip(names, slugs, guids, strict=True))


@st.composite
def _room(draw: st.DrawFn, name: str, slug: str, guid: UUID | None) -> Room:
    latitude, longitude = draw(
        st.one_of(st.just((None, None)), st.tuples(st.floats(-90, 90), st.floats(-180, 180)))
    )
    return Room(
        name=name,
        slug=slug,
        guid=guid,
        capacity=draw(st.one_of(st.none(), st.integers(0, 100_000))),
        description=draw(TEXTS),
        venue=draw(TEXTS),
        address=draw(TEXTS),
        latitude=latitude,
        longitude=longitude,
    )


@st.composite
def people(draw: st.DrawFn) -> tuple[Person, ...]:
    ids = draw(st.lists(IDS, max_size=3, unique=True))
    guids = draw(unique_guids(len(ids)))
    return tuple(
        Person(
            id=id,
            name=draw(TITLES),
            guid=guid,
            biography=draw(TEXTS),
            organisation=draw(TEXTS),
            url=draw(ADDRESSES),
            links=draw(LINKS),
        )
        for id, guid in zip(ids, guids, strict=True)  # noqa: A001
    )


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    """A timetable of up to four sessions, each held up to three times, mostly around a change of the clocks."""
    its_tracks, its_rooms, its_people = draw(tracks()), draw(rooms()), draw(people())
    first = draw(st.sampled_from(NIGHTS))
    counts = draw(st.lists(st.integers(0, 3), max_size=4))
    ids = iter(draw(st.lists(IDS, min_size=sum(counts), max_size=sum(counts), unique=True)))
    guids = iter(draw(unique_guids(sum(counts))))
    codes = draw(unique_or_empty(st.from_regex("[A-Z0-9]{6}", fullmatch=True), len(counts)))
    urls = draw(unique_or_empty(ADDRESSES, len(counts)))
    numbers = draw(unique_or_empty(IDS, len(counts)))
    held = [
        tuple(draw(_occurrence(next(ids), next(guids), first, its_rooms)) for _time in range(count))
        for count in counts
    ]
    return Snapshot(
        title=draw(TEXTS),
        subtitle=draw(TEXTS),
        acronym=draw(st.one_of(st.just(""), SLUGS)),
        version=draw(st.one_of(st.just(""), st.integers(1, 99).map(str))),
        published_at=draw(st.one_of(st.none(), MOMENTS)),
        language=draw(st.sampled_from(("", "fr", "en", "pt-br"))),
        time_zone=draw(st.sampled_from(("", *ZONES))),
        day_ends_at=draw(st.sampled_from((time(4), time(0), time(6, 30)))),
        days=tuple(first + timedelta(days=count) for count in range(draw(st.integers(0, 3)))),
        city=draw(TEXTS),
        url=draw(ADDRESSES),
        licence=draw(TEXTS),
        tracks=its_tracks,
        rooms=its_rooms,
        people=its_people,
        sessions=tuple(
            draw(_session(*them, its_tracks, its_people))
            for them in zip(numbers, codes, urls, held, strict=True)
        ),
    )


@st.composite
def _session(
    draw: st.DrawFn,
    id: str,  # noqa: A002
    code: str,
    url: str,
    occurrences: tuple[Occurrence, ...],
    its_tracks: tuple[Track, ...],
    its_people: tuple[Person, ...],
) -> Session:
    return Session(
        id=id,
        code=code,
        title=draw(TITLES),
        subtitle=draw(TEXTS),
        abstract=draw(TEXTS),
        description=draw(TEXTS),
        format=draw(TEXTS),
        kind=draw(st.sampled_from(("", *KINDS))),
        track=draw(st.sampled_from(("", *(track.name for track in its_tracks)))),
        language=draw(st.sampled_from(("", "fr", "en"))),
        people=tuple(
            Part(person.id, draw(st.sampled_from(("speaker", "moderator", "host"))))
            for person in draw(st.permutations(its_people))
            if draw(st.booleans())
        ),
        links=draw(LINKS),
        attachments=draw(LINKS),
        url=url,
        recording=draw(st.sampled_from(("refused", "planned", "undecided"))),
        cancelled=draw(st.booleans()),
        occurrences=occurrences,
    )


@st.composite
def _occurrence(
    draw: st.DrawFn,
    id: str,  # noqa: A002
    guid: UUID | None,
    first: date,
    its_rooms: tuple[Room, ...],
) -> Occurrence:
    midnight = datetime.combine(first, time(0), tzinfo=UTC)
    return Occurrence(
        id=id,
        guid=guid,
        starts_at=midnight + timedelta(minutes=draw(st.integers(0, 3 * 1440))),
        minutes=draw(st.one_of(st.sampled_from((1, 60, 90, 1440)), st.integers(1, 1440))),
        room=draw(st.sampled_from(("", *(room.name for room in its_rooms)))),
        cancelled=draw(st.booleans()),
        revision=draw(st.integers(0, 2**31 - 1)),
        changed_at=draw(st.one_of(st.none(), MOMENTS)),
    )


def unique_or_empty(values: st.SearchStrategy[str], count: int) -> st.SearchStrategy[list[str]]:
    """That many values, of which only "" may come twice."""
    return st.lists(values, min_size=count, max_size=count).map(
        lambda drawn: ["" if value in drawn[:place] else value for place, value in enumerate(drawn)]
    )


def unique_guids(count: int) -> st.SearchStrategy[list[UUID | None]]:
    """That many guids, of which some may be missing."""
    return st.lists(st.uuids(), min_size=count, max_size=count, unique=True).flatmap(
        lambda guids: st.tuples(*(st.sampled_from((guid, guid, None)) for guid in guids)).map(list)
    )
