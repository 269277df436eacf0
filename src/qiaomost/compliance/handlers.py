"""How compliance reacts to what happens (see ``qiaomost.wiring``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qiaomost.common.encoder import site_encoder
from qiaomost.compliance.services.suggesting import encode_entries


def on_edition_imported(payload: Mapping[str, Any]) -> None:
    """Encode the entries of a new edition, so that officers get hints."""
    del payload  # whatever lacks its vector is encoded
    encode_entries(site_encoder())
