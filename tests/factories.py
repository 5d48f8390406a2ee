"""Valid, dull rows. Everything of one edition: give `edition=`, or take the one the factory makes."""

from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from accounts.models import User
from programme.models import (
    Availability,
    Edition,
    Format,
    Membership,
    Notice,
    Occurrence,
    Page,
    Partner,
    Room,
    Session,
    SessionSpeaker,
    Speaker,
    Texts,
    Track,
    Venue,
)

THURSDAY_TEN = datetime(2017, 7, 6, 8, tzinfo=UTC)  # 10:00 in Paris


def texts(name: str) -> factory.Sequence:
    return factory.Sequence(lambda number: Texts({"fr": f"{name} {number} FR", "en": f"{name} {number}"}))


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User

    email = factory.Sequence(lambda number: f"person{number}@example.org")
    name = factory.Sequence(lambda number: f"Person {number}")


class EditionFactory(DjangoModelFactory[Edition]):
    class Meta:
        model = Edition

    slug = factory.Sequence(lambda number: f"edition-{number}")
    name = texts("Festival")
    city = "Paris"
    starts_on = date(2017, 7, 5)
    ends_on = date(2017, 7, 7)
    time_zone = "Europe/Paris"
    languages = ["fr", "en"]
    is_public = True


class InEdition(DjangoModelFactory):  # type: ignore[type-arg]
    class Meta:
        abstract = True

    edition = factory.SubFactory(EditionFactory)


class MembershipFactory(InEdition):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)


class NoticeFactory(InEdition):
    class Meta:
        model = Notice

    text = texts("Notice")


class PartnerFactory(InEdition):
    class Meta:
        model = Partner

    name = factory.Sequence(lambda number: f"Partner {number}")


class PageFactory(InEdition):
    class Meta:
        model = Page

    title = texts("Page")
    body = texts("Text")


class TrackFactory(InEdition):
    class Meta:
        model = Track

    name = texts("Track")
    question = texts("Question")


class FormatFactory(InEdition):
    class Meta:
        model = Format

    name = texts("Format")


class VenueFactory(InEdition):
    class Meta:
        model = Venue

    name = texts("Venue")


class RoomFactory(InEdition):
    class Meta:
        model = Room

    name = texts("Room")
    venue = factory.SubFactory(VenueFactory, edition=factory.SelfAttribute("..edition"))
    capacity = 40


class SpeakerFactory(InEdition):
    class Meta:
        model = Speaker

    name = factory.Sequence(lambda number: f"Speaker {number}")
    bio = texts("Bio")


class SessionFactory(InEdition):
    class Meta:
        model = Session

    title = texts("Session")
    abstract = texts("Abstract")
    track = factory.SubFactory(TrackFactory, edition=factory.SelfAttribute("..edition"))
    format = factory.SubFactory(FormatFactory, edition=factory.SelfAttribute("..edition"))
    language = "en"
    minutes = 60
    state = Session.State.CONFIRMED


class SessionSpeakerFactory(DjangoModelFactory[SessionSpeaker]):
    class Meta:
        model = SessionSpeaker

    session = factory.SubFactory(SessionFactory)
    speaker = factory.SubFactory(SpeakerFactory, edition=factory.SelfAttribute("..session.edition"))


class OccurrenceFactory(DjangoModelFactory[Occurrence]):
    class Meta:
        model = Occurrence

    session = factory.SubFactory(SessionFactory)
    room = factory.SubFactory(RoomFactory, edition=factory.SelfAttribute("..session.edition"))
    starts_at = THURSDAY_TEN
    minutes = 60


class AvailabilityFactory(DjangoModelFactory[Availability]):
    class Meta:
        model = Availability

    speaker = factory.SubFactory(SpeakerFactory)
