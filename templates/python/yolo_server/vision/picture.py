"""Encoded pictures as RGB pixels, within limits."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageOps, TiffImagePlugin

from ..errors import ServerError
from .prediction import Array, Size

# The limit is checked below, with a better sentence and before anything is decoded.
Image.MAX_IMAGE_PIXELS = None
# Pillow's own way reads no YCbCr that is not compressed.
TiffImagePlugin.READ_LIBTIFF = True

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "AVIF")
"""Only these decoders ever see untrusted bytes."""
ORIENTATION = 274
OVERSAMPLING = 1.5
MAX_RASTER_PIXELS = 16_000_000
MAX_DECODING_BYTES = 512 * 2**20
"""Most memory that decoding one picture may take, by its header alone."""

BITS_PER_SAMPLE = 258
PHOTOMETRIC = 262
SAMPLE_FORMAT = 339

_USUAL_BITS = (1, 2, 4, 8, 16)
_LAB = (8, 9, 10)
_UNUSUAL_FORMATS = {
    2: "signed numbers",
    3: "floating-point numbers",
    5: "complex numbers",
    6: "complex numbers",
}
_HEIF = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}


@dataclass(frozen=True)
class Picture:
    """8-bit RGB ``[height, width, 3]``, and the size of the picture as a person sees it."""

    pixels: Array
    original: Size


def decode(
    data: bytes, resized_to: Callable[[Size], Size], max_pixels: int, may_drop_detail: bool
) -> Picture:
    """Decodes a picture: EXIF orientation applied, first frame, alpha and colour profile dropped.

    :param resized_to: the size, by that of the picture, that it will be sampled to.
    :raises ServerError: ``not_an_image``, ``unsupported_type`` or ``too_many_pixels``.
    """
    kind = picture_format(data)
    if kind == "TIFF":
        _check_samples(data)
    try:
        with Image.open(io.BytesIO(data), formats=[kind]) as image:
            width, height = image.size
            _check_pixels(Size(height, width), max_pixels)
            if kind != "JPEG":
                # Before the orientation is asked for, which decodes a PNG to its end.
                _check_memory(image, kind)
            orientation = image.getexif().get(ORIENTATION, 1)
            # Pillow gives the size of a TIFF as it is seen, of all others as it is stored.
            turned = kind != "TIFF" and orientation in (5, 6, 7, 8)
            original = Size(width, height) if turned else Size(height, width)
            _draft(image, original, resized_to(original), may_drop_detail)
            _check_memory(image, kind)
            # Turning copies the picture even where there is nothing to turn.
            upright = image if orientation == 1 else ImageOps.exif_transpose(image)
            return Picture(_rgb(upright), original)
    except ServerError:
        raise
    except Exception as error:
        # "cannot identify image file <_io.BytesIO object at 0x…>" says where nobody can look.
        reason = re.sub(r" ?<_io\.BytesIO[^>]*>", "", str(error) or type(error).__name__).splitlines()[0]
        message = f"The picture is damaged or cut off and cannot be decoded ({reason})."
        raise ServerError("not_an_image", message) from error


def _check_samples(data: bytes) -> None:
    """Refuses TIFFs of measurements rather than of a picture: which of their numbers is white is known
    to their makers alone, so every decoder shows something else. What is cut off is left to the decoder.
    """
    what = _unusual(data)
    if what is not None:
        message = f"The TIFF holds {what}: convert it to 8 or 16 bits of grey, RGB or CMYK."
        raise ServerError("unsupported_type", message)


def _unusual(data: bytes) -> str | None:
    try:
        directory = TiffImagePlugin.ImageFileDirectory_v2(data[:8])
        file = io.BytesIO(data)
        file.seek(directory.next)
        directory.load(file)
        formats = tuple(directory.get(SAMPLE_FORMAT, ()))
        bits = tuple(directory.get(BITS_PER_SAMPLE, ()))
        photometric = directory.get(PHOTOMETRIC, 0)
    except Exception:
        return None
    for sample in formats:
        if sample in _UNUSUAL_FORMATS:
            return _UNUSUAL_FORMATS[sample]
    for count in bits:
        if count not in _USUAL_BITS:
            return f"numbers of {count} bits"
    return "CIELAB colours" if photometric in _LAB else None


def _check_pixels(size: Size, most: int) -> None:
    if size.height * size.width > most:
        message = (
            f"The picture has {size.width}×{size.height} pixels; "
            f"this server accepts at most {math.floor(most / 1e6)} megapixels."
        )
        raise ServerError("too_many_pixels", message)


def _check_memory(image: Image.Image, kind: str) -> None:
    # Pillow holds 4 bytes a pixel, numpy's copy 3; progressive JPEGs hold all coefficients as well.
    width, height = image.size
    pixel = 11 if kind in ("WEBP", "AVIF", "GIF") else 7
    need = width * height * pixel
    if image.info.get("progressive"):
        need += 6 * width * height
    if need > MAX_DECODING_BYTES:
        message = (
            f"The picture has {width}×{height} pixels, saved so that decoding takes "
            f"{math.ceil(need / 2**20)} MiB of memory; this server allows "
            f"{MAX_DECODING_BYTES // 2**20} MiB: make it smaller."
        )
        raise ServerError("too_many_pixels", message)


def _draft(image: Image.Image, original: Size, target: Size, may_drop: bool) -> None:
    """Lets a JPEG be decoded at a half, quarter or eighth, where sampling would skip detail anyway."""
    scale = min(original.height / target.height, original.width / target.width)
    pixels = original.height * original.width
    factor = 1
    while (
        factor < 8
        and scale / (factor * 2) >= OVERSAMPLING
        and (may_drop or pixels / factor**2 > MAX_RASTER_PIXELS)
    ):
        factor *= 2
    if factor > 1:
        width, height = image.size
        image.draft("RGB", (width // factor, height // factor))


def _rgb(image: Image.Image) -> Array:
    if image.mode.startswith("I;16"):
        grey = (np.asarray(image) >> 8).astype(np.uint8)
        return np.repeat(grey[:, :, None], 3, axis=2)
    return np.asarray(image if image.mode == "RGB" else image.convert("RGB"))


def picture_format(data: bytes) -> str:
    """A picture's format by its first bytes, never by its name or declared type.

    :raises ServerError: ``unsupported_type`` for pictures of other kinds, else ``not_an_image``.
    """
    if not data:
        message = "The picture is empty (0 bytes): send the bytes of a file."
        raise ServerError("not_an_image", message)
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG"):
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data.startswith(b"GIF8"):
        return "GIF"
    if data[:4] in (b"II*\0", b"MM\0*"):
        return "TIFF"
    if data[4:8] == b"ftyp" and data[8:12] in (b"avif", b"avis"):
        return "AVIF"
    other = _other_kind(data)
    if other is not None:
        message = (
            f"This is {other}, which is not supported: "
            "convert it to JPEG, PNG, WebP, GIF, TIFF or AVIF."
        )
        raise ServerError("unsupported_type", message)
    message = "This is not a picture: its first bytes are none of JPEG, PNG, WebP, GIF, TIFF or AVIF."
    raise ServerError("not_an_image", message)


def _other_kind(data: bytes) -> str | None:
    starts = {
        b"BM": "a BMP picture",
        b"%PDF": "a PDF document",
        b"8BPS": "a Photoshop document",
        b"\0\0\1\0": "an ICO icon",
        b"\xff\x0a": "a JPEG XL picture",
        b"II+\0": "a BigTIFF picture",
        b"MM\0+": "a BigTIFF picture",
        b"\x1f\x8b": "a gzip archive",
    }
    for start, name in starts.items():
        if data.startswith(start):
            return name
    if data[4:8] == b"ftyp":
        return "a HEIC picture" if data[8:12] in _HEIF else "a video"
    if data[4:8] in (b"JXL ", b"jP  "):
        return "a JPEG XL picture" if data[4:8] == b"JXL " else "a JPEG 2000 picture"
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"<svg") or (head.startswith((b"<?xml", b"<!")) and b"<svg" in head):
        return "an SVG drawing"
    return None
