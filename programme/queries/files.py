"""Uploaded files by name, and whom they belong to."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

from programme.models import Attachment, Edition, Partner, Slot, Speaker


@dataclass(frozen=True, slots=True)
class Picture:
    """`editions` are those that use it; it is public as soon as one public page shows it."""

    is_public: bool
    editions: tuple[Edition, ...]


def picture_named(name: str) -> Picture:
    """A picture nobody uses (any more) belongs to no edition, and is not public."""
    speakers = [speaker.edition for speaker in Speaker.objects.filter(photo=name).select_related("edition")]
    partners = [partner.edition for partner in Partner.objects.filter(logo=name).select_related("edition")]
    editions = list(Edition.objects.filter(logo=name))
    return Picture(
        is_public=any(edition.is_public for edition in chain(editions, partners))
        or _shown_on_a_speakers_page(name),
        editions=tuple({edition.pk: edition for edition in chain(speakers, partners, editions)}.values()),
    )


def attachments_named(name: str) -> tuple[Attachment, ...]:
    """One mostly; an edition's copy may share its files."""
    return tuple(Attachment.objects.filter(file=name).select_related("session__edition"))


def _shown_on_a_speakers_page(name: str) -> bool:
    shown = Slot.objects.public().filter(occurrence__session__parts__speaker__photo=name)
    return shown.filter(edition__is_public=True).exists()
