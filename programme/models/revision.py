"""How often what the public sees of an edition was changed, counted by the database itself.

Triggers (migration 0003) append a mark, one row for each edition and transaction; the revision of an edition is
the number of its marks. A counter updated in place would make writers wait for each other, and a sequence can
commit out of order, which leaves a page stale for ever. Marks are folded into a base now and then.
"""

from django.db import models


class Mark(models.Model):
    """One transaction that changed what is public of an edition, maybe one that is gone by now."""

    edition_id = models.BigIntegerField()
    transaction = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("edition_id", "transaction"), name="mark_once_per_transaction")
        ]

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.transaction}"


class FoldedMarks(models.Model):
    """How many marks of an edition were counted and thrown away."""

    edition_id = models.BigIntegerField(unique=True)
    count = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.count}"
