"""`manage.py export_programme EDITION --format xml`: a release of an edition, as other tools read it."""

from __future__ import annotations

import os
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from festapp.clock import now
from programme.interchange.formats import FileFormat, write_programme
from programme.management.terminal import terminal_language
from programme.models import Edition
from programme.queries.snapshots import Reader, release_numbered, slots_of_release, snapshot_of
from programme.text import is_web_address


class Command(BaseCommand):
    help = (
        "Writes what the public may read of an edition's current release, or of an earlier one, "
        "in a format that other tools read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("edition", help="address of the edition")
        parser.add_argument("--format", required=True, choices=[one.value for one in FileFormat])
        parser.add_argument(
            "-o", "--output", metavar="FILE", help="where to write; standard output by default"
        )
        parser.add_argument(
            "--release", type=int, metavar="N", help="number of the release; the last by default"
        )
        parser.add_argument(
            "--language", default="", metavar="CODE", help="of the texts; the edition's first by default"
        )
        parser.add_argument(
            "--site", default="", metavar="ADDRESS", help="how addresses in it begin: https://fest.example"
        )
        parser.add_argument(
            "--compat",
            action="append",
            default=[],
            choices=["day_change"],
            help="day_change: adds to the XML an element that its schema forbids, and one client wants",
        )

    def handle(self, *, edition: str, output: str | None, **options: Any) -> None:
        with translation.override(terminal_language()):
            content = self._content(edition, options)
            if output:
                write_whole(Path(output), content)
            else:
                sys.stdout.buffer.write(content)
                sys.stdout.buffer.flush()

    def _content(self, slug: str, options: dict[str, Any]) -> bytes:
        edition = Edition.objects.filter(slug=slug).first()
        if edition is None:
            raise CommandError(_("There is no edition “%(slug)s”.") % {"slug": slug})
        number = options["release"]
        facts = {"slug": slug, "number": number}
        if number is not None and release_numbered(edition, number) is None:
            raise CommandError(_("The edition %(slug)s has no release %(number)d.") % facts)
        if number is None and not edition.releases.exists():
            raise CommandError(
                _("The edition %(slug)s has no release yet. Publish its timetable first.") % facts
            )
        if options["language"] and options["language"] not in edition.languages:
            raise CommandError(
                _("The edition has no texts in “%(code)s”; its languages are %(codes)s.")
                % {"code": options["language"], "codes": ", ".join(edition.languages)}
            )
        reader = Reader(options["language"] or edition.languages[0], site_address(options["site"]))
        slots = None if number is None else slots_of_release(edition, number)
        return write_programme(
            snapshot_of(edition, reader, slots),
            FileFormat(options["format"]),
            generated_at=now(),
            day_change="day_change" in options["compat"],
        )


def site_address(said: str) -> str:
    """ "https://fest.example", from what was said, else from the first host that the site answers to."""
    if said:
        if not is_web_address(said) or "?" in said or "#" in said:
            raise CommandError(
                _("“%(site)s” is no web address such as https://fest.example.") % {"site": said}
            )
        return said.rstrip("/")
    host = settings.ALLOWED_HOSTS[0].lstrip(".")
    return f"{'http' if settings.PLAIN_HTTP else 'https'}://{'localhost' if host == '*' else host}"


def write_whole(path: Path, content: bytes) -> None:
    """The whole file or none: nobody reads half of one. Raises CommandError."""
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as beside:
            beside.write(content)
        try:
            Path(beside.name).chmod(0o666 & ~current_umask())
            Path(beside.name).replace(path)
        finally:
            Path(beside.name).unlink(missing_ok=True)
    except (OSError, ValueError) as no:
        reason = getattr(no, "strerror", None) or no
        raise CommandError(
            _("%(file)s can't be written: %(reason)s") % {"file": path, "reason": reason}
        ) from None


def current_umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
