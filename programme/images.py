"""Uploaded pictures, encoded again into small WebP files that carry nothing but the picture."""

from io import BytesIO
from typing import IO
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from PIL import ExifTags, Image, UnidentifiedImageError

ACCEPTED_FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")
WEBP_QUALITY = 82

# From EXIF's orientation to the turn that undoes it. ImageOps.exif_transpose would also write the EXIF
# data anew, which fails on the odd data that some cameras and editors leave.
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def clean_picture(
    upload: IO[bytes],
    *,
    max_pixels: int = 40_000_000,
    max_bytes: int = 10_000_000,
    longest_side: int = 1600,
) -> "ContentFile[bytes]":
    """A WebP file with a random name, turned as its EXIF data say, no side longer than `longest_side`.

    What the file calls itself is ignored. Metadata are dropped, the colour profile too; of an animation
    the first frame stays. Raises ValidationError with the code empty, too_many_bytes, too_many_pixels
    (told by the header, before anything is decoded), not_a_picture or damaged.
    """
    content = _read(upload, max_bytes)
    try:
        picture = Image.open(BytesIO(content), formats=ACCEPTED_FORMATS)
        if picture.width * picture.height > max_pixels:
            raise Image.DecompressionBombError
        encoded = _encode(picture, longest_side)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValidationError(
            _("The picture has more than %(megapixels)g million pixels. Make it smaller and try again."),
            code="too_many_pixels",
            params={"megapixels": max_pixels / 1_000_000},
        ) from error
    except UnidentifiedImageError as error:
        raise ValidationError(
            _("This file is not a picture that we can read. Choose a JPEG, PNG, WebP, AVIF or GIF file."),
            code="not_a_picture",
        ) from error
    except Exception as error:  # a decoder may raise anything on a broken or hostile file
        raise ValidationError(
            _("The picture is damaged or incomplete. Export it again, or choose another one."),
            code="damaged",
        ) from error
    return ContentFile(encoded, name=f"{uuid4().hex}.webp")


def _read(upload: IO[bytes], max_bytes: int) -> bytes:
    upload.seek(0)
    content = upload.read(max_bytes + 1)
    if not content:
        raise ValidationError(_("The file is empty. Choose another picture."), code="empty")
    if len(content) > max_bytes:
        raise ValidationError(
            _("The file is larger than %(megabytes)g MB. Make the picture smaller and try again."),
            code="too_many_bytes",
            params={"megabytes": max_bytes / 1_000_000},
        )
    return content


def _encode(opened: Image.Image, longest_side: int) -> bytes:
    opened.draft("RGB", (2 * longest_side, 2 * longest_side))  # a JPEG is decoded no larger than needed
    opened.load()
    orientation = opened.getexif().get(ExifTags.Base.Orientation)
    picture = _in_eight_bit_colours(opened)
    picture.thumbnail((longest_side, longest_side), Image.Resampling.LANCZOS)
    if orientation in TURNS:
        picture = picture.transpose(TURNS[orientation])
    encoded = BytesIO()
    picture.save(encoded, "WEBP", quality=WEBP_QUALITY, exif=b"", icc_profile=b"", xmp=b"")
    return encoded.getvalue()


def _in_eight_bit_colours(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I"):  # sixteen-bit grey: convert() would cut it off at white
        picture = picture.point(lambda value: value / 256).convert("L")
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")
