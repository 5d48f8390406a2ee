"""What is stored, a file a noun."""

from programme.models.access import AccessFeature, Equipment
from programme.models.availability import Availability
from programme.models.edition import Edition, Notice, Partner
from programme.models.format import Format
from programme.models.membership import Membership
from programme.models.occurrence import Occurrence
from programme.models.page import Page
from programme.models.release import AcceptedClash, Release, Slot
from programme.models.revision import FoldedMarks, Mark
from programme.models.room import Room
from programme.models.session import Attachment, Session, SessionLink, SessionSpeaker
from programme.models.speaker import Speaker, SpeakerLink
from programme.models.track import Track
from programme.models.translated import Text, Texts, TranslatedField
from programme.models.venue import Venue

__all__ = [
    "AcceptedClash",
    "AccessFeature",
    "Attachment",
    "Availability",
    "Edition",
    "Equipment",
    "FoldedMarks",
    "Format",
    "Mark",
    "Membership",
    "Notice",
    "Occurrence",
    "Page",
    "Partner",
    "Release",
    "Room",
    "Session",
    "SessionLink",
    "SessionSpeaker",
    "Slot",
    "Speaker",
    "SpeakerLink",
    "Text",
    "Texts",
    "Track",
    "TranslatedField",
    "Venue",
]
