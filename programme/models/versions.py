"""What a form saw: a fingerprint of rows, so that a save on top of somebody else's is noticed."""

from collections.abc import Collection
from hashlib import blake2b

from django.db import models


def version_of(*rows: models.Model, without: Collection[str] = ()) -> str:
    """16 hexadecimal digits that change with any stored value of `rows`, but those columns, or with their number.

    Read the rows afresh and locked before comparing, else two savers may both find their own version.
    """
    digest = blake2b(digest_size=8)
    for row in rows:
        columns = [field for field in row._meta.concrete_fields if field.attname not in without]
        values = [(field.attname, field.value_to_string(row)) for field in columns]
        digest.update(repr((row._meta.label, values)).encode())
    return digest.hexdigest()
