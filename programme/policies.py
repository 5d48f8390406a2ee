"""Who may do what, to one thing at a time. Lists use `visible_to`.

Nobody is told why not: what one may not see does not exist (404).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.db import models

from accounts.models import User
from programme.models import Attachment, Edition, Membership, Slot

if TYPE_CHECKING:
    type Visitor = User | AnonymousUser


def may_use_admin(user: Visitor) -> bool:
    """The admin's door: whoever organises an edition, and superusers. Who is in may begin another edition."""
    if not isinstance(user, User) or not user.is_active:
        return False
    return user.is_superuser or Membership.objects.filter(user=user).exists()


def may_organise(user: Visitor, edition: Edition) -> bool:
    """Everything inside this edition: setting it up, its timetable, its releases."""
    return isinstance(user, User) and user.is_active and _organised(user).filter(pk=edition.pk).exists()


def may_manage_people(user: Visitor) -> bool:
    """Accounts, superusers' rights, and deleting whole editions: superusers only."""
    return isinstance(user, User) and user.is_active and user.is_superuser


def may_read(user: Visitor, edition: Edition) -> bool:
    """The public pages of an edition; before it is public, its organisers read them alone."""
    return edition.is_public or may_organise(user, edition)


def may_preview(user: Visitor, edition: Edition) -> bool:
    """The draft, as it would look if it were published now."""
    return may_organise(user, edition)


def may_read_attachment(user: Visitor, attachment: Attachment) -> bool:
    """Files of a session that the public may see; its speakers and organisers see them before."""
    session = attachment.session
    if may_organise(user, session.edition):
        return True
    if isinstance(user, User) and user.is_active and session.speakers.filter(user=user).exists():
        return True
    return session.edition.is_public and Slot.objects.public().filter(occurrence__session=session).exists()


def visible_to[Row: models.Model](user: Visitor, rows: models.QuerySet[Row]) -> models.QuerySet[Row]:
    """Those of `rows` that `user` organises: what the admin shows. Rows that belong to no edition: to superusers."""
    if not isinstance(user, User) or not user.is_active:
        return rows.none()
    if user.is_superuser:
        return rows
    if rows.model is Edition:
        return rows.filter(pk__in=_organised(user).values("pk"))
    if _belongs_to_an_edition(rows.model):
        return rows.filter(edition__in=_organised(user).values("pk"))
    return rows.none()


def _organised(user: User) -> models.QuerySet[Edition]:
    return Edition.objects.organised_by(user)


def _belongs_to_an_edition(model: type[Any]) -> bool:
    return any(field.name == "edition" for field in model._meta.fields)
