"""The edition's releases as a feed: what is new in the programme, for readers of feeds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import override

from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed, get_tag_uri
from django.utils.translation import gettext as _

from programme.models import Edition
from programme.queries.editions import last_releases
from programme.templatetags.texts import markdown
from programme.text import clean_line
from programme.views.editions import of_edition, reader_of
from programme.views.exports import open_file

LONGEST = 50  # entries


class ReleaseFeed(Atom1Feed):
    @override
    def latest_post_date(self) -> datetime:
        """Never, while there is no entry: the library's own answer is another one each second."""
        return super().latest_post_date() if self.items else datetime(1970, 1, 1, tzinfo=UTC)


@of_edition
def release_feed(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Before the first release it is empty, for those who wait for it."""
    reader = reader_of(request)
    name = clean_line(edition.text(edition.name, reader.language))
    programme = reader.address("programme", edition.slug)
    changes = reader.address("change_list", edition.slug)
    address = reader.address("release_feed", edition.slug)
    feed = ReleaseFeed(
        title=_("%(name)s: what is new in the programme") % {"name": name},
        link=programme,
        description=None,
        language=reader.language,
        author_name=name,
        feed_url=address,
        feed_guid=address,
        feed_copyright=clean_line(edition.content_licence) or None,
    )
    for release in last_releases(edition, reader.language, LONGEST):
        published_at = release.published_at.astimezone(UTC).replace(microsecond=0)
        feed.add_item(
            title=_("Release %(number)s") % {"number": release.number},
            link=f"{changes}#release-{release.number}",
            description=markdown(release.note),
            unique_id=get_tag_uri(f"{address}#{release.number}", published_at),
            pubdate=published_at,
            updateddate=published_at,
        )
    return open_file(
        request,
        edition,
        feed.writeString("utf-8").encode(),
        content_type=feed.content_type,
        name="releases.atom",
    )
