"""Who organises which edition."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from programme.models.edition import Edition


class Membership(models.Model):
    """A person's role in one edition; without one she is a visitor there."""

    class Role(models.TextChoices):
        ORGANISER = "organiser", _("Organiser")

    edition = models.ForeignKey(
        Edition, models.CASCADE, related_name="memberships", verbose_name=_("edition")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.ORGANISER)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ("edition", "user")
        constraints = [
            models.UniqueConstraint(
                fields=("edition", "user"),
                name="membership_once_per_edition",
                violation_error_message=_("This person has a role in this edition already."),
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=["organiser"]), name="membership_role_is_known"
            ),
        ]

    def __str__(self) -> str:
        """By address: names are told by their owners, not to whoever types an address."""
        return f"{self.user.email} – {self.edition}"
