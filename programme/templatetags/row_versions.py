"""The version of a row, for pages that ask about several."""

from django import template
from django.db import models

from programme.models.versions import version_of

register = template.Library()


@register.filter
def row_version(row: models.Model) -> str:
    return version_of(row)
