"""What organisers do to sessions, one or many at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from programme.models import Edition, Format, Room, Session, Track
from programme.models.versions import version_of
from programme.refusals import Refused, Stale

if TYPE_CHECKING:
    from accounts.models import User


def confirm_sessions(*, edition: Edition, versions: Mapping[int, str], by: User | None) -> list[Session]:
    """They may be published. A cancelled one comes back: it is confirmed again."""
    return _change(edition, versions, by, _set("state", Session.State.CONFIRMED))


def cancel_sessions(*, edition: Edition, versions: Mapping[int, str], by: User | None) -> list[Session]:
    """They won't be held. Readers see it at once, crossed out; nothing is deleted."""
    return _change(edition, versions, by, _set("state", Session.State.CANCELLED))


def set_track(
    *, edition: Edition, versions: Mapping[int, str], track: Track | None, by: User
) -> list[Session]:
    return _change(edition, versions, by, _set("track", track))


def set_format(
    *, edition: Edition, versions: Mapping[int, str], chosen: Format, by: User | None
) -> list[Session]:
    return _change(edition, versions, by, _set("format", chosen))


def set_room(
    *, edition: Edition, versions: Mapping[int, str], room: Room | None, by: User | None
) -> list[Session]:
    """All occurrences of these sessions move to `room` in the draft; their times stay.

    `versions` are those of `version_with_times` here.
    """
    with transaction.atomic():
        sessions = _lock(edition, versions, version=version_with_times)
        changed = []
        for session in sessions:
            moving = [one for one in session.occurrences.all() if one.room_id != (room.pk if room else None)]
            for occurrence in moving:
                occurrence.room = room
                occurrence._history_user = by  # type: ignore[attr-defined]
                occurrence.save(update_fields=["room"])
            changed += [session] if moving else []
    return changed


def version_with_times(session: Session) -> str:
    """What was seen of a session and of the times and rooms it is held at."""
    return version_of(session, *sorted(session.occurrences.all(), key=lambda occurrence: occurrence.pk))


def _set(field: str, value: object) -> Callable[[Session], bool]:
    def change(session: Session) -> bool:
        if getattr(session, field) == value:
            return False
        setattr(session, field, value)
        return True

    return change


def _change(
    edition: Edition, versions: Mapping[int, str], by: User | None, change: Callable[[Session], bool]
) -> list[Session]:
    """Changes all of them or none, and returns those that it made different.

    `versions` says of each session (by primary key) what the organiser saw of it. Raises Stale with the
    sessions that somebody else changed or removed meanwhile.
    """
    with transaction.atomic():
        sessions = _lock(edition, versions)
        changed = [session for session in sessions if change(session)]
        for session in changed:
            session._history_user = by  # type: ignore[attr-defined]
            session.save()
    return changed


def _lock(
    edition: Edition, versions: Mapping[int, str], *, version: Callable[[Session], str] = version_of
) -> list[Session]:
    if not versions:
        raise Refused(_("Choose the sessions first."))
    rows = Session.objects.filter(edition=edition, pk__in=versions).select_for_update(no_key=True)
    sessions = list(rows.order_by("pk").prefetch_related("occurrences"))
    stale = [session for session in sessions if version(session) != versions[session.pk]]
    if stale or len(sessions) < len(versions):
        raise Stale(
            _("Somebody changed some of these sessions after you opened the list. Nothing was done."),
            details={"sessions": stale, "gone": len(versions) - len(sessions)},
        )
    return sessions
