"""The import of a published programme: one transaction, the same thing whenever it is done again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from programme.actions.import_matching import Match, match_sessions, sessions_of
from programme.actions.import_missing import look_for_missing
from programme.actions.import_people import import_people
from programme.actions.import_places import import_places
from programme.actions.import_report import Counts, Journal, ProgrammeReport
from programme.actions.import_sessions import import_sessions
from programme.actions.import_writing import cut
from programme.actions.releases import publish
from programme.interchange import problems
from programme.interchange.snapshot import Snapshot
from programme.models import Edition, Membership, Session, Texts
from programme.queries.plan import Plan, plan_release
from programme.queries.review import clash_lines
from programme.refusals import Refused, Stale
from programme.timetable.clashes import count_overlaps
from programme.timetable.problem import Interval

if TYPE_CHECKING:
    from accounts.models import User

STRANGERS = 3  # so many sessions of other titles and times are no coincidence
OVERLAPS_LIMIT = 20_000  # pairs, in one room or of one person
COMMON_SHARE = 10  # a language that a tenth of the sessions is held in is one of the edition's


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What the organiser asks for.

    `create` makes the edition where it is missing, public and with its first release; `release` is the note of
    a release to publish afterwards, None for a change of the draft alone. `cancel_missing` cancels what
    an earlier file had and this one lacks. `language` is that of the file's texts, "" for what it says itself.
    `confirmed` is the digest of the dry run that was read, "" for none.
    """

    create: bool = False
    dry_run: bool = False
    release: str | None = None
    cancel_missing: bool = False
    language: str = ""
    confirmed: str = ""


def import_programme(
    *,
    slug: str,
    read: Snapshot,
    by: User | None,
    wishes: Wishes,
    progress: Callable[[], None] = lambda: None,
) -> ProgrammeReport:
    """What was done, or in a dry run would be: it writes too, and takes it back.

    The edition is locked, so that two imports of one file do not both create its rows. Raises Refused
    with nothing written: no such edition, a value that it can't hold, another's write in the way; Stale
    when another thing would be done than the dry run told.
    """
    try:
        with transaction.atomic():
            report = _import(slug, read, by, wishes, progress)
            if wishes.confirmed and report.digest != wishes.confirmed:
                raise Stale(
                    _(
                        "Somebody changed the edition meanwhile, so nothing was imported. "
                        "Read the changes below again, then import."
                    ),
                    details={"report": report},
                )
            if wishes.dry_run:
                transaction.set_rollback(True)
    except ValidationError as no:
        raise Refused(_("The edition can't be made: %(why)s") % {"why": " ".join(no.messages)}) from None
    except (IntegrityError, DataError, models.ProtectedError):
        raise Refused(
            _("Something that somebody else wrote meanwhile stands in the way. Nothing was imported.")
        ) from None
    return report


def _import(
    slug: str, read: Snapshot, by: User | None, wishes: Wishes, progress: Callable[[], None]
) -> ProgrammeReport:
    _refuse_absurd(read, wishes)
    journal = Journal()
    edition = Edition.objects.select_for_update(no_key=True).filter(slug=slug).first()
    is_new = edition is None
    if edition is None:
        if not wishes.create:
            raise Refused(
                _("There is no edition “%(slug)s”. To make it from this file, say --create.") % {"slug": slug}
            )
        edition = _found_edition(slug, read, by, wishes, journal)
    elif wishes.language and wishes.language not in edition.languages:
        raise Refused(
            _("The edition has no texts in “%(code)s”; its languages are %(codes)s.")
            % {"code": wishes.language, "codes": ", ".join(edition.languages)}
        )
    elif _days_outside(edition, read):
        journal.remark(
            problems._("The file has days that the edition has not: {days}. Sessions on them are clashes."),
            days=", ".join(_days_outside(edition, read)),
        )
    language = wishes.language or read.language
    first = edition.languages[0] if language not in edition.languages else language
    sessions = sessions_of(edition)
    matches = match_sessions(edition, sessions, read)
    _refuse_strangers(matches)
    places = import_places(edition, read, matches, language=first, by=by, journal=journal)
    people = import_people(edition, read, language=language, by=by, journal=journal)
    look_for_missing(edition, sessions, matches, journal=journal, by=by, cancel=wishes.cancel_missing)
    import_sessions(
        edition,
        matches,
        places=places,
        people=people,
        language=language,
        by=by,
        summarised=read.summarised,
        insists=bool(wishes.language),
        journal=journal,
        progress=progress,
    )
    _remark_unconfirmed(matches, journal)
    plan = plan_release(edition)
    note = wishes.release if wishes.release is not None else ("" if is_new else None)
    number = _publish(edition, plan, note, by) if note is not None else None
    return ProgrammeReport(
        edition=edition.slug,
        is_new=is_new,
        counts=counts_of(read),
        created=tuple(journal.created),
        changed=tuple(journal.changed),
        kept=dict(journal.kept),
        vanished=tuple(journal.vanished),
        cancelled=tuple(journal.cancelled),
        remarks=(*read.remarks, *journal.remarks),
        clashes=clash_lines(edition, plan.clashes) if number is not None else (),
        release=number,
        nothing_to_publish=note is not None and number is None,
    )


def _refuse_absurd(read: Snapshot, wishes: Wishes) -> None:
    """What can't be meant: everything cancelled by an empty file, or a hall full of hundreds of sessions at once."""
    if wishes.cancel_missing and not any(session.occurrences for session in read.sessions):
        raise Refused(
            _(
                "Nothing is held in this file: with what is missing cancelled, the whole programme would be off."
            )
        )
    by_room: dict[str, list[Interval]] = {}
    by_person: dict[str, list[Interval]] = {}
    for session in read.sessions:
        for one in session.occurrences:
            interval = Interval(one.starts_at, one.ends_at)
            if one.room:
                by_room.setdefault(one.room, []).append(interval)
            for part in session.people:
                by_person.setdefault(part.person, []).append(interval)
    for name, intervals in (*by_room.items(), *by_person.items()):
        if count_overlaps(intervals) > OVERLAPS_LIMIT:
            raise Refused(
                _("%(name)s is held or named by hundreds of sessions at once. Is this the right file?")
                % {"name": name[:60]}
            )


def _refuse_strangers(matches: list[Match]) -> None:
    """Ids without guids that lead to other sessions at other times, most of them: another tool's file."""
    known = [(match, match.row) for match in matches if match.row and match.by_id_alone]
    strange = [match for match, row in known if not match.is_alike]
    if len(strange) >= STRANGERS and len(strange) * 2 > len(known):
        raise Refused(
            _(
                "The ids of this file belong to other sessions here, such as “%(title)s”: "
                "it comes from another tool, or from another year. Import it into an edition of its own."
            )
            % {"title": strange[0].row}
        )


def counts_of(read: Snapshot) -> Counts:
    held = [one for session in read.sessions for one in session.occurrences]
    return Counts(
        sessions=len(read.sessions),
        occurrences=len(held),
        days=len(read.days),
        rooms=len(read.rooms),
        rooms_used=len({one.room for one in held if one.room}),
        speakers=len(read.people),
        names=len({person.name for person in read.people}),
        tracks=len({session.track for session in read.sessions if session.track}),
    )


def _found_edition(slug: str, read: Snapshot, by: User | None, wishes: Wishes, journal: Journal) -> Edition:
    if not read.days:
        raise Refused(_("The file has no days, so no edition can be made of it."))
    languages = _languages(read, wishes, journal)
    edition = Edition(
        slug=slug,
        name=Texts({languages[0]: cut(read.title or slug, 120)}),
        tagline=Texts({languages[0]: cut(read.subtitle, 300)}),
        city=cut(read.city, 120),
        starts_on=read.days[0],
        ends_on=read.days[-1],
        time_zone=read.time_zone,
        day_ends_at=read.day_ends_at,
        languages=languages,
        content_licence=cut(read.licence, 60),
        is_public=True,
    )
    edition._history_user = by  # type: ignore[attr-defined]
    edition.full_clean()
    edition.save()
    if by is not None:
        Membership.objects.create(edition=edition, user=by)
    return Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)


def _languages(read: Snapshot, wishes: Wishes, journal: Journal) -> list[str]:
    """The chosen one, then those that many sessions are held in, the most common first; English where none is said."""
    counts: dict[str, int] = {}
    for session in read.sessions:
        if session.language:
            counts[session.language] = counts.get(session.language, 0) + 1
    common = [
        code
        for code, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        if count * COMMON_SHARE >= len(read.sessions)
    ]
    languages = list(dict.fromkeys(filter(None, [wishes.language, read.language, *common])))
    if not languages:
        journal.remark(
            problems._(
                "The file does not say in which language it is; English was taken. Say it by --language."
            )
        )
    return languages or ["en"]


def _days_outside(edition: Edition, read: Snapshot) -> list[str]:
    return [day.isoformat() for day in read.days if not edition.starts_on <= day <= edition.ends_on]


def _remark_unconfirmed(matches: list[Match], journal: Journal) -> None:
    """Their state is the organisers' own: a file sets it for new sessions alone."""
    kept = [match.row for match in matches if match.row and match.row.state not in Session.PUBLIC_STATES]
    if kept:
        journal.remark(
            problems._(
                "{count} sessions of the file are not confirmed here, so readers don't see them: {titles}."
            ),
            count=len(kept),
            titles=", ".join(str(row.title) for row in kept),
        )


def _publish(edition: Edition, plan: Plan, note: str, by: User | None) -> int | None:
    """The number of the release, its clashes accepted by name; None where nothing differs from the last."""
    if not plan.changes or not plan.slots:
        return None
    language = edition.languages[0]
    release = publish(
        edition=edition,
        note=Texts({language: note}),
        by=by,
        fingerprint=plan.fingerprint,
        accepted=frozenset(clash.key for clash in plan.clashes),
    )
    return release.number
