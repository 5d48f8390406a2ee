"""Publishing: the draft timetable becomes the next numbered release."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, cast

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from psycopg2.extras import DateTimeTZRange

from programme.models import AcceptedClash, Edition, Occurrence, Release, Slot, Texts
from programme.queries.plan import Plan, plan_release
from programme.refusals import Clashing, Refused, Stale
from programme.timetable.clashes import Clash, Rule

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User


def publish(
    *,
    edition: Edition,
    note: Texts,
    by: User | None,
    fingerprint: str,
    accepted: Collection[str] = (),
    only: Occurrence | None = None,
    at: datetime | None = None,
) -> Release:
    """Freezes the draft as the next release; with `only`, the last release with this one occurrence moved.

    `fingerprint` is that of the plan which the organiser read, and `accepted` holds the keys of the clashes
    that she accepts by name. The edition is locked, so of two who publish one draft at once one succeeds.
    Raises Stale when the draft or the last release is not what was read, Clashing while a hard clash is not
    accepted, and Refused when readers would see nothing, or nothing new.
    """
    with transaction.atomic():
        edition = Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
        plan = plan_release(edition, only=only)
        if only is not None and plan.base == 0:
            raise Refused(_("Nothing is published yet. Publish the timetable first, then single moves."))
        _refuse_unread(edition, plan, fingerprint)
        _refuse_clashes(plan, accepted)
        _refuse_nothing(plan)
        times = {} if at is None else {"published_at": at}
        release = Release.objects.create(
            edition=edition, number=plan.base + 1, note=note, published_by=by, **times
        )
        _freeze_slots(release, plan)
        _record_clashes(release, plan)
    return release


def _refuse_unread(edition: Edition, plan: Plan, fingerprint: str) -> None:
    if plan.fingerprint == fingerprint:
        return
    last = Release.objects.filter(edition=edition).order_by("-number").select_related("published_by").first()
    raise Stale(
        _(
            "The draft, or the last release, has changed since you read this page. "
            "Read it again and publish then. Last release: %(number)s."
        )
        % {"number": last.number if last else "–"},
        details={"release": last},
    )


def _refuse_clashes(plan: Plan, accepted: Collection[str]) -> None:
    standing = [clash for clash in plan.clashes if clash.key not in accepted]
    if standing:
        raise Clashing(
            ngettext_lazy(
                "%(count)d clash stands that nobody accepted. Solve it, or accept it by name.",
                "%(count)d clashes stand that nobody accepted. Solve them, or accept each by name.",
                len(standing),
            )
            % {"count": len(standing)},
            clashes=standing,
        )


def _refuse_nothing(plan: Plan) -> None:
    if not plan.slots:
        raise Refused(
            _(
                "Readers would see nothing: no confirmed session has a time. Confirm and place one, then publish."
            )
        )
    if not plan.changes:
        raise Refused(_("Nothing has changed since release %(number)d.") % {"number": plan.base})


def _freeze_slots(release: Release, plan: Plan) -> None:
    overlapping = _held_twice(plan.clashes)
    Slot.objects.bulk_create(
        Slot(
            edition_id=release.edition_id,
            release=release,
            occurrence_id=slot.occurrence,
            room_id=slot.room,
            period=DateTimeTZRange(slot.interval.start, slot.interval.end),
            cancelled=slot.cancelled,
            exclusive=not slot.shared and slot.occurrence not in overlapping,
        )
        for slot in plan.slots
    )


def _held_twice(clashes: Collection[Clash]) -> set[object]:
    """Occurrences that share a room by somebody's leave; all clashes of a plan are accepted by now."""
    return {key for clash in clashes if clash.rule is Rule.ROOM for key in clash.occurrences}


def _record_clashes(release: Release, plan: Plan) -> None:
    AcceptedClash.objects.bulk_create(  # keys are primary keys here
        AcceptedClash(
            edition_id=release.edition_id,
            release=release,
            rule=clash.rule,
            key=clash.key,
            first_id=cast("int", clash.occurrences[0]),
            second_id=cast("int", clash.occurrences[1]) if len(clash.occurrences) > 1 else None,
            speaker_id=cast("int", clash.subject)
            if clash.rule in {Rule.SPEAKER, Rule.AVAILABILITY}
            else None,
        )
        for clash in plan.clashes
    )
