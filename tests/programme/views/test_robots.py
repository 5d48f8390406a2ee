"""Robots may read all that is public."""

import pytest
from django.core.exceptions import ValidationError

from programme.models.edition import RESERVED, Edition

pytestmark = pytest.mark.django_db


def test_robots_are_kept_from_what_is_not_for_them_and_led_to_the_map(client):
    answer = client.get("/robots.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Cache-Control"] == "public, max-age=3600"
    assert answer.content.decode() == (
        "User-agent: *\n"
        "Disallow: /admin/\n"
        "Disallow: /accounts/\n"
        "Disallow: /*/preview/\n"
        "\n"
        "Sitemap: http://testserver/sitemap.xml\n"
    )


def test_it_tells_nothing_of_any_edition(client, edition, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/robots.txt")
    assert edition.slug not in answer.content.decode()


@pytest.mark.parametrize("address", ["robots.txt", "sitemap.xml", "favicon.ico"])
def test_no_edition_can_have_the_address_of_a_file(address):
    with pytest.raises(ValidationError):
        Edition._meta.get_field("slug").clean(address, None)
    assert address not in RESERVED  # they need no place in it
