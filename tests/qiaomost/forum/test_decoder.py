"""The one decoder that we carry ourselves is the published one, unchanged (docs/adr/0020-badges-and-check-in.md)."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import qiaomost.forum

FOLDER = Path(qiaomost.forum.__file__).parent / "static" / "forum" / "qr"
PUBLISHED = {
    "LICENSE": "f9946796a8a5bd5981565142fa42e3b0cc36aef6f80e86beaf5905b3c0fef1b5",
    "decode.js": "00e209820dcb11d624e9a03d6383e580766792b57d1651318f0a29e4e1ff0fe8",
    "index.js": "a0de370051f94bd74f218f74401fdf197585e3f9ef0143164f87ea941a3fdd6f",
}


def test_decoder_is_the_published_one():
    assert {path.name: sha256(path.read_bytes()).hexdigest() for path in FOLDER.iterdir()} == PUBLISHED
