"""Sessions and their times of an imported programme: what is new is written, what differs is changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING
from uuid import uuid4

from programme.actions.import_matching import ID_LIMIT, UNNAMED, Match
from programme.actions.import_places import Places
from programme.actions.import_report import Journal, Noun
from programme.actions.import_writing import Writer, create_rows, cut, language_for, put_text, update_rows
from programme.interchange.problems import _
from programme.interchange.schedule import LONGEST, number_of
from programme.interchange.snapshot import LONGEST_MINUTES
from programme.models import Edition, Occurrence, Session, SessionLink, SessionSpeaker, Speaker, Texts
from programme.models.codes import new_code, new_number
from programme.text import plain_text

if TYPE_CHECKING:
    from accounts.models import User
    from programme.interchange import snapshot

TITLE_LIMIT, ABSTRACT_LIMIT, TEXT_LIMIT, LABEL_LIMIT, URL_LIMIT = 300, 1_000, 20_000, 80, 1_000
TEXTS = ("title", "subtitle", "abstract", "description")
SESSION_FIELDS = (*TEXTS, "track", "format", "language", "recording", "state", "external_id")
KEYS = {"track_id": "track", "format_id": "format", "room_id": "room"}
OCCURRENCE_FIELDS = ("room", "starts_at", "minutes", "is_cancelled")


def import_sessions(
    edition: Edition,
    matches: Iterable[Match],
    *,
    places: Places,
    people: Mapping[str, Speaker],
    language: str,
    by: User | None,
    summarised: bool,
    insists: bool,
    journal: Journal,
    progress: Callable[[], None],
) -> None:
    """Writes all sessions with their parts, links and times; `progress` is called once a session.

    `summarised` texts are those of our own calendar: they are no news to a session that is here. Who `insists`
    on the language replaces what stands there in it.
    """
    writing = _SessionWriting(edition, places, people, language, journal)
    writing.summarised, writing.insists = summarised, insists
    for match in matches:
        writing.add(match)
        progress()
    writing.write(by)


class _SessionWriting:
    """Collects the rows of every model, to be written a model at a time."""

    def __init__(
        self,
        edition: Edition,
        places: Places,
        people: Mapping[str, Speaker],
        language: str,
        journal: Journal,
    ) -> None:
        self.edition, self.places, self.people = edition, places, people
        self.language, self.journal = language, journal
        self.summarised = self.insists = False
        self.codes = set(Session.objects.filter(edition=edition).values_list("code", flat=True))
        self.session_ids = set(Session.objects.filter(edition=edition).values_list("external_id", flat=True))
        held = Occurrence.objects.filter(edition=edition)
        self.numbers = set(held.values_list("number", flat=True))
        self.time_ids = set(held.values_list("external_id", flat=True))
        self.guids = set(Occurrence.objects.values_list("uuid", flat=True))
        self.new_sessions: list[Session] = []
        self.changed_sessions: list[Session] = []
        self.new_times: list[Occurrence] = []
        self.changed_times: list[Occurrence] = []
        self.new_parts: list[SessionSpeaker] = []
        self.moved_parts: list[SessionSpeaker] = []
        self.gone_parts: list[SessionSpeaker] = []
        self.new_links: list[SessionLink] = []

    def write(self, by: User | None) -> None:
        create_rows(self.new_sessions, by)
        update_rows(self.changed_sessions, SESSION_FIELDS, by)
        for part in self.gone_parts:
            part._history_user = by  # type: ignore[attr-defined]
            part.delete()
        update_rows(self.moved_parts, ["position"], by)
        create_rows(self.new_parts, by)
        create_rows(self.new_links, by)
        create_rows(self.new_times, by)
        update_rows(self.changed_times, OCCURRENCE_FIELDS, by)

    def add(self, match: Match) -> None:
        read, row = match.read, match.row
        is_new = row is None
        if row is None:
            row = self._new_session(read)
        facts = [] if is_new else self._change_session(row, read)
        facts += self._put_parts(row, read, is_new=is_new)
        facts += self._put_links(row, read, is_new=is_new)
        self.journal.note(
            Noun.SESSION, str(row.title.best(self.language, ())), is_new=is_new, facts=tuple(facts)
        )
        if not is_new and row.is_cancelled and not read.cancelled:
            self.journal.remark(
                _("“{title}” is cancelled here and stays so, though the file has it."), title=str(row.title)
            )
        for one, time in match.times:
            self._put_time(row, one, time)
        if not is_new and not match.times:
            self._unplace(row)

    # --- the session's own fields ---

    def _new_session(self, read: snapshot.Session) -> Session:
        texts = self._texts(read)
        code = read.code if read.code and read.code not in self.codes else new_code()
        while code in self.codes:
            code = new_code()
        self.codes.add(code)
        language = language_for(self.edition, self.language, read.language)
        external_id = cut(read.id, ID_LIMIT)
        session = Session(
            edition=self.edition,
            code=code,
            **{name: Texts({language: text}) for name, text in texts.items()},
            track=self.places.tracks.get(read.track),
            format=self.places.formats[read.format, read.kind],
            language=read.language,
            minutes=read.occurrences[0].minutes if read.occurrences else 60,
            state=Session.State.CANCELLED if read.cancelled else Session.State.CONFIRMED,
            recording=read.recording,
            external_id="" if external_id in self.session_ids else external_id,
        )
        self.session_ids.add(external_id)
        self.new_sessions.append(session)
        return session

    def _change_session(self, row: Session, read: snapshot.Session) -> list[str]:
        """What the file leaves empty stays as it is here."""
        writer = Writer(row)
        language = language_for(self.edition, self.language, read.language)
        for name, text in self._texts(read).items():
            if name == "description" and (self.summarised or text in _joined_texts(row)):
                continue
            writer.set(name, put_text(getattr(row, name), text, language, insists=self.insists))
        if read.cancelled:
            writer.set("state", Session.State.CANCELLED)
        if read.track:
            writer.set("track_id", self.places.tracks[read.track].pk)
        if read.format:
            writer.set("format_id", self.places.formats[read.format, read.kind].pk)
        if read.language:
            writer.set("language", read.language)
        if read.recording == Session.Recording.REFUSED:
            writer.set("recording", read.recording)
        external_id = cut(read.id, ID_LIMIT)
        own = {row.code, *(str(time.number) for time in row.occurrences.all())}
        if external_id and not row.external_id and external_id not in self.session_ids | own:
            self.session_ids.add(external_id)
            writer.set("external_id", external_id)
        if writer.changed:
            self.changed_sessions.append(row)
        return [KEYS.get(name, name) for name in writer.changed]

    def _texts(self, read: snapshot.Session) -> dict[str, str]:
        """Fitted into the fields; nothing is lost: what is too long for one goes before the description."""
        title, subtitle = cut(read.title, TITLE_LIMIT), cut(read.subtitle, TITLE_LIMIT)
        before = [full for full, kept in ((read.title, title), (read.subtitle, subtitle)) if full != kept]
        if before:
            self.journal.remark(
                _("“{title}” is longer than {limit} characters; all of it stands in the description."),
                title=title[:60],
                limit=TITLE_LIMIT,
            )
        abstract = read.abstract
        if not _is_short_and_plain(abstract):
            before.append(abstract)
            abstract = ""
        description = "\n\n".join([*before, read.description]).strip()
        if len(description) > TEXT_LIMIT:
            self.journal.remark(
                _("The description of “{title}” is longer than {limit} characters; it was cut."),
                title=title[:60],
                limit=TEXT_LIMIT,
            )
        return {
            "title": title,
            "subtitle": subtitle,
            "abstract": abstract,
            "description": cut(description, TEXT_LIMIT),
        }

    # --- its speakers and links ---

    def _put_parts(self, row: Session, read: snapshot.Session, *, is_new: bool) -> list[str]:
        """The file's people in the file's order; roles are kept. A file without any leaves those that are here."""
        if not read.people:
            return []
        here = {} if is_new else {part.speaker_id: part for part in row.parts.all()}
        wanted: dict[int, None] = {}
        changed = False
        for position, part in enumerate(read.people, start=1):
            speaker = self.people[part.person]
            if speaker.pk in wanted:
                continue
            wanted[speaker.pk] = None
            known = here.get(speaker.pk)
            if known is None:
                self.new_parts.append(
                    SessionSpeaker(
                        edition=self.edition, session=row, speaker=speaker, role=part.role, position=position
                    )
                )
                changed = True
            elif known.position != position:
                known.position = position
                self.moved_parts.append(known)
                changed = True
        gone = [part for key, part in here.items() if key not in wanted]
        self.gone_parts += gone
        return ["speakers"] if changed or gone else []

    def _put_links(self, row: Session, read: snapshot.Session, *, is_new: bool) -> list[str]:
        """Links and attachments of the file that are not here yet; none is taken away. No file is fetched."""
        here = [] if is_new else list(row.links.all())
        known = {link.url for link in here}
        position = max((link.position for link in here), default=0)
        added = False
        for link in (*read.links, *read.attachments):
            if link.url in known:
                continue
            if len(link.url) > URL_LIMIT:
                self.journal.remark(
                    _("A link of “{title}” was left out: its address is longer than {limit} characters."),
                    title=str(row.title)[:60],
                    limit=URL_LIMIT,
                )
                continue
            known.add(link.url)
            position += 1
            added = True
            self.new_links.append(
                SessionLink(
                    edition=self.edition,
                    session=row,
                    url=link.url,
                    label=cut(link.label, LABEL_LIMIT),
                    position=position,
                )
            )
        return ["links"] if added else []

    # --- its times ---

    def _put_time(self, row: Session, one: snapshot.Occurrence, time: Occurrence | None) -> None:
        room = self.places.rooms.get(one.room)
        name = f"{row.title.best(self.language, ())}, {_local(one, self.edition)}"
        if time is None:
            self.new_times.append(self._new_time(row, one))
            self.journal.note(Noun.OCCURRENCE, name, is_new=True)
            return
        writer = Writer(time)
        if room:
            writer.set("room_id", room.pk)
        writer.set("starts_at", one.starts_at)
        if (one.minutes, time.minutes) != (LONGEST, LONGEST_MINUTES):  # as our own files have to write it
            writer.set("minutes", one.minutes)
        if one.cancelled:
            writer.set("is_cancelled", True)
        elif time.is_cancelled and not row.is_cancelled:
            self.journal.remark(
                _("“{title}” is cancelled here and stays so, though the file has it."), title=name
            )
        if writer.changed:
            self.changed_times.append(time)
        facts = tuple(KEYS.get(field, field) for field in writer.changed)
        self.journal.note(Noun.OCCURRENCE, name, is_new=False, facts=facts)

    def _unplace(self, row: Session) -> None:
        """The file has the session without a time, so what an earlier file placed is no longer placed."""
        for time in row.occurrences.all():
            if time.external_id and time.starts_at:
                name = f"{row.title.best(self.language, ())}, {time.starts_at:%Y-%m-%d}"
                time.starts_at, time.room = None, None
                self.changed_times.append(time)
                self.journal.note(Noun.OCCURRENCE, name, is_new=False, facts=("starts_at", "room"))

    def _new_time(self, row: Session, one: snapshot.Occurrence) -> Occurrence:
        uuid = one.guid if one.guid and one.guid not in self.guids else uuid4()
        self.guids.add(uuid)
        number = int(number_of(one.id) or 0)
        while not number or number in self.numbers:
            number = new_number()
        self.numbers.add(number)
        external_id = cut(one.id or str(one.guid or ""), ID_LIMIT)
        if not external_id or external_id in self.time_ids:
            external_id = f"{UNNAMED}{uuid}"
        self.time_ids.add(external_id)
        return Occurrence(
            edition=self.edition,
            session=row,
            uuid=uuid,
            number=number,
            room=self.places.rooms.get(one.room),
            starts_at=one.starts_at,
            minutes=one.minutes,
            is_cancelled=one.cancelled,
            external_id=external_id,
        )


def _joined_texts(row: Session) -> set[str]:
    """What formats with one text for all make of the session's."""
    found = set()
    for code in {*row.subtitle, *row.abstract, *row.description}:
        texts = [field.best(code, ()) for field in (row.subtitle, row.abstract, row.description)]
        found |= {"\n\n".join(filter(None, texts[first:])) for first in range(3)}
    return found


def _is_short_and_plain(text: str) -> bool:
    """One line that readers would see as it is written: an abstract is no Markdown."""
    return len(text) <= ABSTRACT_LIMIT and "\n" not in text and plain_text(text) == text


def _local(one: snapshot.Occurrence, edition: Edition) -> str:
    return f"{one.starts_at.astimezone(edition.zone):%Y-%m-%d %H:%M}"
