"""The organisers' lists and forms, driven as a browser would post them."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from lxml import html
