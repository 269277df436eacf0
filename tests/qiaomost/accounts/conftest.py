from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _a_quick_hasher(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
