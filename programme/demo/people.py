"""The three people of the demo, one for each role, all with a password that everybody knows."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.models import User
from programme.models import Edition, Membership, Speaker

PASSWORD = "ouishare-2017"  # noqa: S105  # for a database that only this machine can reach
SPEAKER = "s01"  # gives two sessions


@dataclass(frozen=True, slots=True)
class Person:
    """Who signs in, as what; `password` is None once she has chosen her own."""

    role: str
    email: str
    password: str | None


def welcome_people(edition: Edition) -> tuple[Person, ...]:
    """An organiser, a speaker and an attendee: who is missing is made, who is there stays as she is."""
    with transaction.atomic():
        organiser, is_new = _person("organiser@festapp.example", "Camille Organisatrice")
        if is_new:
            Membership.objects.get_or_create(edition=edition, user=organiser)
        row = Speaker.objects.filter(edition=edition, external_id=SPEAKER).first()
        speaker, is_new = _person("speaker@festapp.example", row.name if row else "Speaker")
        if is_new and row and row.user_id is None:
            row.user = speaker
            row.save()
        attendee, _is_new = _person("attendee@festapp.example", "Sacha Visiteur")
    return tuple(
        Person(role, user.email, PASSWORD if user.check_password(PASSWORD) else None)
        for role, user in [("Organiser", organiser), ("Speaker", speaker), ("Attendee", attendee)]
    )


def _person(email: str, name: str) -> tuple[User, bool]:
    """The person with this address, and whether she was made now. Her address counts as verified."""
    found = User.objects.filter(email__iexact=email).first()
    if found:
        return found, False
    user = User.objects.create_user(email, PASSWORD, name=name)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user, True
