"""Uploads become small WebP files or are refused; every file here is made in the test."""

import re
import struct
import zlib
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageCms

from programme.images import ACCEPTED_FORMATS, TURNS, clean_picture

RED, BLUE = (255, 0, 0), (0, 0, 255)


def red_and_blue(width: int = 60, height: int = 40) -> Image.Image:
    """The left half red, the right half blue."""
    picture = Image.new("RGB", (width, height), RED)
    picture.paste(BLUE, (width // 2, 0, width, height))
    return picture


def saved(picture: Image.Image, image_format: str, **options: object) -> bytes:
    written = BytesIO()
    picture.save(written, image_format, **options)
    return written.getvalue()


def png(width: int, height: int, *, pixels: bytes = b"", depth: int = 8, colour: int = 2) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(pixels))
        + chunk(b"IEND", b"")
    )


def upload(content: bytes, name: str = "me.jpg", content_type: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type)


def cleaned(content: bytes, **limits: int) -> Image.Image:
    picture = Image.open(clean_picture(upload(content), **limits))
    assert picture.format == "WEBP"
    return picture


def refusal_of(content: bytes, **limits: int) -> str | None:
    with pytest.raises(ValidationError) as refusal:
        clean_picture(upload(content), **limits)
    return refusal.value.code


def outcome_of(content: bytes) -> str | None:
    try:
        return cleaned(content).format
    except ValidationError as refusal:
        return refusal.code


def about(pixel: tuple[int, ...]) -> tuple[int, ...]:
    """The colour without what lossy encoding does to it."""
    return tuple(255 if part > 127 else 0 for part in pixel)


# What comes out


@pytest.mark.parametrize("image_format", ACCEPTED_FORMATS)
def test_every_accepted_format_becomes_webp(image_format):
    picture = cleaned(saved(red_and_blue(), image_format)).convert("RGB")
    assert picture.size == (60, 40)
    assert about(picture.getpixel((5, 20))) == RED
    assert about(picture.getpixel((55, 20))) == BLUE


def test_the_name_is_random_and_never_the_user_s():
    content = saved(red_and_blue(), "PNG")
    first = clean_picture(upload(content, name="me.pdf.html"))
    second = clean_picture(upload(content, name="me.pdf.html"))
    assert re.fullmatch(r"[0-9a-f]{32}\.webp", first.name)
    assert first.name != second.name


def test_the_content_counts_and_not_the_name_or_type():
    clean = clean_picture(upload(saved(red_and_blue(), "PNG"), name="me.svg", content_type="text/html"))
    assert Image.open(clean).format == "WEBP"


def test_an_upload_that_was_read_before_is_read_from_its_start():
    source = upload(saved(red_and_blue(), "PNG"))
    source.read()
    assert Image.open(clean_picture(source)).size == (60, 40)


@pytest.mark.parametrize(("size", "smaller"), [((2000, 1000), (1600, 800)), ((1000, 2000), (800, 1600))])
@pytest.mark.parametrize("image_format", ["JPEG", "PNG"])
def test_a_large_picture_is_made_smaller(image_format, size, smaller):
    assert cleaned(saved(red_and_blue(*size), image_format)).size == smaller


def test_a_small_picture_keeps_its_size():
    assert cleaned(saved(red_and_blue(3, 2), "PNG")).size == (3, 2)


def test_a_very_long_picture_keeps_a_pixel():
    assert cleaned(saved(Image.new("L", (100_000, 1)), "PNG")).size == (1600, 1)


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_transparency_is_kept(mode):
    picture = cleaned(saved(Image.new("RGBA", (4, 4), (255, 0, 0, 128)).convert(mode), "PNG"))
    assert picture.mode == "RGBA"
    assert picture.getpixel((0, 0))[3] == 128


def test_the_transparent_colour_of_a_palette_is_kept():
    picture = cleaned(saved(Image.new("P", (4, 4), 0), "GIF", transparency=0))
    assert picture.getpixel((0, 0))[3] == 0


@pytest.mark.parametrize("mode", ["CMYK", "L"])
def test_other_colour_modes_become_rgb(mode):
    picture = cleaned(saved(Image.new("RGB", (4, 4), (255, 255, 255)).convert(mode), "JPEG"))
    assert picture.mode == "RGB"
    assert about(picture.getpixel((0, 0))) == (255, 255, 255)


def test_sixteen_bit_grey_keeps_its_tone():
    picture = cleaned(png(1, 1, pixels=b"\x00\x40\x00", depth=16, colour=0))
    assert picture.getpixel((0, 0)) == pytest.approx((64, 64, 64), abs=2)


@pytest.mark.parametrize("image_format", ["GIF", "WEBP", "AVIF", "PNG"])
def test_the_first_frame_of_an_animation_stays(image_format):
    frames = Image.new("RGB", (20, 20), RED), Image.new("RGB", (20, 20), BLUE)
    picture = cleaned(saved(frames[0], image_format, save_all=True, append_images=[frames[1]]))
    assert picture.n_frames == 1
    assert about(picture.convert("RGB").getpixel((10, 10))) == RED


def test_a_camera_s_file_of_several_pictures_keeps_the_first():
    content = saved(red_and_blue(), "MPO", save_all=True, append_images=[Image.new("RGB", (60, 40), BLUE)])
    assert about(cleaned(content).getpixel((5, 20))) == RED


# Metadata


def exif(orientation: int = 1) -> Image.Exif:
    written = Image.Exif()
    written[ExifTags.Base.Orientation] = orientation
    written[ExifTags.Base.Make] = "SecretCamera"
    written.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (48.0, 51.0, 24.0)
    return written


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_all_metadata_are_dropped(image_format):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    content = saved(red_and_blue(), image_format, exif=exif(), icc_profile=profile, xmp=b"<x>SecretXmp</x>")
    assert b"SecretCamera" in content

    clean = clean_picture(upload(content))

    written = clean.read()
    assert not any(word in written for word in (b"Secret", b"EXIF", b"Exif", b"ICCP", b"XMP ", b"48"))
    assert dict(Image.open(BytesIO(written)).getexif()) == {}


def test_comments_are_dropped():
    assert b"Secret" not in clean_picture(upload(saved(red_and_blue(), "JPEG", comment="Secret"))).read()
    assert b"Secret" not in clean_picture(upload(saved(red_and_blue(), "GIF", comment="Secret"))).read()


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_orientation_is_applied(image_format, orientation):
    upright = Image.new("RGB", (60, 40), (0, 0, 0))
    upright.paste(RED, (0, 0, 20, 20))  # top left, so that each turn shows
    stored = upright
    if orientation in TURNS:
        back = {6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}
        stored = upright.transpose(back.get(orientation, TURNS[orientation]))

    picture = cleaned(saved(stored, image_format, exif=exif(orientation), quality=95)).convert("RGB")

    assert picture.size == (60, 40)
    assert about(picture.getpixel((8, 8))) == RED
    assert [about(picture.getpixel(place)) for place in ((52, 8), (8, 32), (52, 32))] == [(0, 0, 0)] * 3


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow's, about the EXIF data
@given(st.binary(max_size=200))
def test_broken_exif_does_not_refuse_the_picture(noise):
    content = saved(red_and_blue(), "JPEG", exif=exif(6).tobytes()[:40] + noise)
    assert cleaned(content).format == "WEBP"


# What is refused


@pytest.mark.parametrize(
    "content",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
        b"<!doctype html><script>alert(1)</script>",
        b"%PDF-1.7",
        b"no picture",
        b"\x00",
    ],
)
def test_what_is_not_a_picture_is_refused(content):
    assert refusal_of(content) == "not_a_picture"


@pytest.mark.parametrize("image_format", ["BMP", "TIFF", "ICO", "PPM", "JPEG2000"])
def test_other_picture_formats_are_refused(image_format):
    assert refusal_of(saved(red_and_blue(), image_format)) == "not_a_picture"


def test_an_empty_file_is_refused():
    assert refusal_of(b"") == "empty"


def test_a_file_of_50_megabytes_is_refused():
    assert refusal_of(saved(red_and_blue(), "PNG") + bytes(50_000_000)) == "too_many_bytes"


def test_the_limit_of_bytes_is_inclusive():
    content = saved(red_and_blue(), "PNG")
    assert cleaned(content, max_bytes=len(content)).size == (60, 40)
    assert refusal_of(content, max_bytes=len(content) - 1) == "too_many_bytes"


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("side", [30_000, 10_000, 7_000])
def test_a_decompression_bomb_is_refused_by_its_header(side):
    assert refusal_of(png(side, side, pixels=b"not decoded, else it would be damaged")) == "too_many_pixels"


def test_the_limit_of_pixels_is_inclusive():
    content = saved(red_and_blue(60, 40), "PNG")
    assert cleaned(content, max_pixels=2400).size == (60, 40)
    assert refusal_of(content, max_pixels=2399) == "too_many_pixels"


@pytest.mark.parametrize("image_format", ACCEPTED_FORMATS)
@pytest.mark.parametrize("kept", [0.5, 0.9])
def test_a_truncated_file_is_refused(image_format, kept):
    content = saved(Image.effect_noise((200, 200), 80), image_format)
    assert refusal_of(content[: int(len(content) * kept)]) in {"damaged", "not_a_picture"}


def test_damaged_pixels_are_refused():
    assert refusal_of(png(10, 10, pixels=b"too few")) == "damaged"


def test_a_polyglot_is_encoded_again():
    script = b"*/=alert(1);/*<script>alert(1)</script><?php ?>"
    content = saved(red_and_blue(), "GIF", comment=script) + script
    assert b"alert" not in clean_picture(upload(content)).read()


@pytest.mark.filterwarnings("ignore::UserWarning")
@settings(max_examples=200)
@given(st.sampled_from(ACCEPTED_FORMATS), st.data())
def test_a_broken_file_is_refused_or_encoded_and_never_fails(image_format, data):
    content = bytearray(saved(red_and_blue(), image_format))
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    assert outcome_of(bytes(content)) in {"WEBP", "damaged", "not_a_picture", "too_many_pixels"}
