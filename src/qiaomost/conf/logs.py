"""What the log on stderr looks like: a line for people, or an object in JSON for programs."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any


class JsonFormatter(logging.Formatter):
    """One object in JSON a line: ``time`` (UTC), ``level``, ``logger``, ``message`` and, of an error, ``error``."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        facts = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            facts["error"] = record.exc_text or self.formatException(
                record.exc_info
            )  # masked, where it has secrets
        return json.dumps(facts, ensure_ascii=False)


def logging_settings(form: str) -> dict[str, Any]:
    """Return Django's ``LOGGING`` for ``line`` or ``json``."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
            "json": {"()": JsonFormatter},
        },
        "filters": {"secrets": {"()": "qiaomost.common.masking.MaskSecrets"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": form, "filters": ["secrets"]}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            # these two come with handlers of their own, which would pass the filter by
            "django.server": {"handlers": ["stderr"], "propagate": False},
            "gunicorn.error": {"handlers": ["stderr"], "propagate": False},
            "qiaomost": {"level": "INFO"},
            "qiaosearch": {"level": "INFO"},
        },
    }
