"""QR codes in pictures of a camera, for browsers that read none by themselves."""

from __future__ import annotations

import numpy as np
import zxingcpp
from django.utils.translation import gettext_lazy as _

from qiaomost.common.errors import Invalid

LONGEST_SIDE = 960
"""Pixels: a badge at arm's length is read from fewer."""


def codes_in(pixels: bytes, width: int, height: int) -> list[str]:
    """Texts of the QR codes in a grey picture of one byte a pixel, row by row.

    Raises:
        Invalid: the picture is too large, or has not as many bytes as pixels.
    """
    fits = 0 < width <= LONGEST_SIDE and 0 < height <= LONGEST_SIDE
    if not fits or len(pixels) != width * height:
        raise Invalid(_("This is no picture of the camera."))
    picture = np.frombuffer(pixels, dtype=np.uint8).reshape(height, width)
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return [one.text for one in found]
