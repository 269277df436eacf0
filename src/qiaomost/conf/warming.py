"""What a web process does before its first reader searches."""

from __future__ import annotations

import gc
import threading

from qiaomost.discovery import engine

YOUNG = 10_000
"""New objects between two looks of Python's collector: a page makes tens of thousands and drops them all."""


def warm_up() -> threading.Thread:
    """Open index, models and dictionaries beside the first answers: the first search would wait seconds for them."""
    warming = threading.Thread(target=_warm, name="warming", daemon=True)
    warming.start()
    return warming


def _warm() -> None:
    try:
        with engine.available():
            engine.collection().search("桥 мост bridge")
    except engine.SearchUnavailable:
        pass  # whoever searches is told why
    settle()


def settle() -> None:
    """Keep the collector from what stays for good: a look through it all stops every answer for a tenth of a second."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])
