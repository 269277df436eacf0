from __future__ import annotations

import json
import logging
import sys

from qiaomost.common.masking import MaskSecrets
from qiaomost.conf.logs import JsonFormatter


def test_log_in_json_keeps_secrets_masked():
    try:
        raise ValueError("/calendar/aaaaaaaaaaaaaaaaaaaaaaaa.ics")
    except ValueError:
        record = logging.LogRecord(
            "x", logging.ERROR, "x.py", 1, "%s", ("/invitations/bbbbbb/",), sys.exc_info()
        )
    MaskSecrets().filter(record)
    line = JsonFormatter().format(record)
    assert ("aaaa" in line, "bbbb" in line) == (False, False)
    assert json.loads(line)["message"] == "/invitations/***/"


def test_log_in_json_has_an_object_a_line_with_the_error_in_it():
    try:
        raise ValueError("冻\nлёд")
    except ValueError:
        record = logging.LogRecord(
            "qiaomost.x", logging.ERROR, "x.py", 1, "job %s", ("7\n8",), sys.exc_info()
        )
    record.created = 1_788_163_200.25
    line = JsonFormatter().format(record)
    assert "\n" not in line
    told = json.loads(line)
    assert told.pop("error").endswith("ValueError: 冻\nлёд")
    assert told == {
        "time": "2026-08-31T08:00:00.250+00:00",
        "level": "ERROR",
        "logger": "qiaomost.x",
        "message": "job 7\n8",
    }
