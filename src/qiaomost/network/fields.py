"""A column that follows from others of its row."""

from __future__ import annotations

from typing import Any

from django.db import models

from qiaosearch.text.ordering import sort_key
from qiaosearch.types import Language


class SortKeyField(models.BinaryField):  # type: ignore[type-arg]
    """What a row's ``name`` is sorted by in its ``language``, written whenever the row is saved.

    Bytes, since databases compare text by collations of their own.
    """

    def pre_save(self, model_instance: Any, add: bool) -> bytes:
        """Derive the key; ``bulk_create`` comes here too, ``update`` does not."""
        key = sort_key(model_instance.name, Language(model_instance.language))
        setattr(model_instance, self.attname, key)
        return key
