"""Speakers of an imported programme, matched with those of the edition by guid, id or name."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from programme.actions.import_report import Journal, Noun
from programme.actions.import_writing import Writer, create_rows, cut, language_for, put_text, update_rows
from programme.interchange.problems import _
from programme.interchange.schedule import number_of
from programme.interchange.snapshot import NAMED
from programme.models import Edition, Speaker, SpeakerLink, Texts
from programme.models.codes import new_number
from programme.queries.spreadsheet_names import folded

if TYPE_CHECKING:
    from accounts.models import User
    from programme.interchange import snapshot

NAME_LIMIT = 200
BIO_LIMIT = 20_000
ALIKE = 0.6


def import_people(
    edition: Edition, read: snapshot.Snapshot, *, language: str, by: User | None, journal: Journal
) -> dict[str, Speaker]:
    """The edition's speakers by the ids of the file; writes who is new, and what differs.

    What the file leaves empty stays as it is here. No guid of a person is taken over: in other tools it may
    be made of an e-mail address.
    """
    directory = _Directory(edition)
    text_language = language_for(edition, language)
    new: list[Speaker] = []
    updated: list[Writer] = []
    links: list[SpeakerLink] = []
    found: dict[str, Speaker] = {}
    known = directory.find_all(read.people)
    for person in read.people:
        name = cut(person.name, NAME_LIMIT)
        bio = cut(person.biography, BIO_LIMIT)
        if bio != person.biography:
            journal.remark(
                _("The biography of {name} is longer than {limit} characters; it was cut."),
                name=name,
                limit=BIO_LIMIT,
            )
        row = known.get(person.id)
        if row is None:
            row = Speaker(
                edition=edition,
                number=directory.free_number(person.id),
                name=name,
                organisation=cut(person.organisation, NAME_LIMIT),
                bio=Texts({text_language: bio}),
                external_id=directory.free_external_id(person),
            )
            new.append(row)
            journal.note(Noun.SPEAKER, name, is_new=True)
            links += _new_links(edition, row, person, known=[])
        else:
            writer = Writer(row)
            writer.set("name", name)
            if person.organisation:
                writer.set("organisation", cut(person.organisation, NAME_LIMIT))
            writer.set("bio", put_text(row.bio, bio, text_language))
            more = _new_links(edition, row, person, known=list(row.links.all()))
            links += more
            updated.append(writer)
            facts = (*writer.changed, *(["links"] if more else []))
            journal.note(Noun.SPEAKER, name, is_new=False, facts=facts)
        found[person.id] = row
    create_rows(new, by)
    update_rows([writer.row for writer in updated if writer.changed], ["name", "organisation", "bio"], by)
    create_rows(links, by)
    return found


def _new_links(
    edition: Edition, speaker: Speaker, person: snapshot.Person, *, known: list[SpeakerLink]
) -> list[SpeakerLink]:
    addresses = {link.url for link in known}
    position = max((link.position for link in known), default=0)
    return [
        SpeakerLink(edition=edition, speaker=speaker, url=link.url, label=cut(link.label, 80), position=place)
        for place, link in enumerate(
            (link for link in person.links if link.url not in addresses and len(link.url) <= 1000),
            start=position + 1,
        )
    ]


def _may_be_renamed(before: str, after: str) -> bool:
    """A name that shares a word, or most letters, with the one before."""
    words_before, words_after = set(folded(before).split()), set(folded(after).split())
    alike = SequenceMatcher(None, folded(before), folded(after)).ratio()
    return bool(words_before & words_after) or alike >= ALIKE


def _is_known_otherwise(speaker: Speaker, person_id: str) -> bool:
    """A number and a code may be two tools' names for one person; two numbers are two persons."""
    return bool(speaker.external_id) and speaker.external_id.isdecimal() == person_id.isdecimal()


class _Directory:
    """The speakers that are here, each given away once."""

    def __init__(self, edition: Edition) -> None:
        rows = Speaker.objects.filter(edition=edition).order_by("pk").prefetch_related("links")
        self.here = list(rows.select_for_update(no_key=True))  # nobody's edit is written over
        self.claimed: set[int] = set()
        self.by_uuid = {row.uuid: row for row in self.here}
        self.by_external_id = {row.external_id: row for row in self.here if row.external_id}
        self.by_number = {str(row.number): row for row in self.here}
        self.by_name: dict[str, list[Speaker]] = {}
        for row in self.here:
            self.by_name.setdefault(folded(row.name), []).append(row)
        self.numbers = {row.number for row in self.here}

    def find_all(self, people: Iterable[snapshot.Person]) -> dict[str, Speaker]:
        """By the ids of the file; who has an id there chooses before who has a name alone."""
        in_order = sorted(people, key=lambda person: person.id.startswith(NAMED))
        found = {person.id: self._find(person, cut(person.name, NAME_LIMIT)) for person in in_order}
        return {key: row for key, row in found.items() if row is not None}

    def _find(self, person: snapshot.Person, name: str) -> Speaker | None:
        """By guid, by the id in the other tool, by our own number and the name, else by the name alone.

        One who has the id and no word of the name is somebody else: two tools both count from one. One who is
        known by another id of the same kind (numbers, or codes) is somebody else, whatever the name.
        """
        row = self.by_uuid.get(person.guid) if person.guid else None
        has_id = not person.id.startswith(NAMED)
        if row is None and has_id:
            row = self.by_external_id.get(cut(person.id, NAME_LIMIT))
            if row is not None and not _may_be_renamed(row.name, name):
                row = None
            if row is None:
                own = self.by_number.get(person.id)
                row = own if own and folded(own.name) == folded(name) else None
        if row is None or row.pk in self.claimed:
            alike = sorted(self.by_name.get(folded(name), []), key=lambda other: other.external_id != "")
            row = next(
                (
                    other
                    for other in alike
                    if other.pk not in self.claimed and not (has_id and _is_known_otherwise(other, person.id))
                ),
                None,
            )
        if row is not None:
            self.claimed.add(row.pk)
        return row

    def free_external_id(self, person: snapshot.Person) -> str:
        """The file's own, unless it is somebody else's here, or the file knows names alone."""
        wanted = "" if person.id.startswith(NAMED) else cut(person.id, NAME_LIMIT)
        return "" if wanted in self.by_external_id else wanted

    def free_number(self, wanted: str) -> int:
        """The file's own where it is free, else a random one."""
        number = int(number_of(wanted) or 0)
        while not number or number in self.numbers:
            number = new_number()
        self.numbers.add(number)
        return number
