"""``qiaomost check`` says in plain words what is wrong, and what to do."""

from __future__ import annotations

import json
import ssl
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.utils import timezone

from qiaomost.cli import checking, installation
from qiaomost.cli.checking import check_command
from qiaomost.common import heartbeat, outbox
from qiaomost.common.models import OutboxEntry
from qiaomost.conf.mail import mail_settings
from qiaosearch.searching import Collection
from tests.qiaomost.running import free_port

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _node_that_works(index: Collection) -> None:
    for name in (heartbeat.WORKER, heartbeat.BACKUP):
        heartbeat.beat(name, now=timezone.now())


def run(*arguments: str) -> Result:
    return CliRunner().invoke(check_command, list(arguments))


def set_up(settings: Any, **values: Any) -> None:
    settings.QIAOMOST = settings.QIAOMOST.model_copy(update=values)


def on_the_internet(settings: Any, **values: Any) -> None:
    sound = {
        "site_url": "https://bridge.example.org",
        "allowed_hosts": ["bridge.example.org"],
        "behind_tls": True,
        "trusted_proxies": 1,
    }
    set_up(settings, **sound | values)


def lines(level: str) -> list[str]:
    return [line for line in run().stdout.splitlines() if line.startswith(level)]


def test_node_that_works_ends_with_0_and_has_only_advice():
    result = run()
    assert (result.exit_code, lines("WRONG")) == (0, [])
    assert "ok     worker: A worker is running." in result.stdout
    assert "ok     index: 0 of 0 published records are indexed." in result.stdout
    assert lines("advice")[0].startswith("advice settings: QIAOMOST_SITE_URL is http://127.0.0.1:8000")


def test_what_is_wrong_ends_with_1_and_has_what_to_do():
    heartbeat.beat(heartbeat.WORKER, now=timezone.now() - timedelta(hours=3))
    outbox.record("catalogue.record_submitted", now=timezone.now())
    OutboxEntry.objects.update(failed_at=timezone.now())
    result = run()
    assert result.exit_code == 1
    assert [line.partition(":")[0] for line in lines("WRONG")] == ["WRONG  worker", "WRONG  jobs"]
    assert "→ Start one: `systemctl start qiaomost-worker@1`" in result.stdout
    assert "qiaomost worker --once --retry-failed" in result.stdout


def test_check_as_json_has_numbers_and_findings():
    shown = json.loads(run("--json").stdout)
    findings = shown.pop("findings")
    assert shown.pop("database") in {"sqlite", "postgresql"}
    assert shown == {"records_published": 0, "records_indexed": 0, "outbox_waiting": 0, "outbox_failed": 0}
    assert findings[0].keys() == {"name", "level", "said", "remedy"}


def test_database_that_is_not_migrated_is_all_that_is_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(checking, "has_pending_migrations", lambda: True)
    result = run()
    assert result.exit_code == 1
    assert result.stdout.splitlines()[0] == "WRONG  database: It is not migrated."
    assert len(result.stdout.splitlines()) == 2


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, []),
        ({"allowed_hosts": ["localhost"]}, ["WRONG  settings: The site refuses its own address"]),
        ({"debug": True}, ["WRONG  settings: QIAOMOST_DEBUG shows visitors"]),
        ({"behind_tls": False}, ["advice settings: The site is not set to be served over HTTPS."]),
        ({"demonstration": True}, ["advice settings: Every page says that its people are invented."]),
        ({"trusted_proxies": 0}, ["advice settings: No proxy is trusted"]),
        (
            {"node_country": "RU"},
            ["advice settings: Pages show times of Asia/Shanghai, and the node is in RU."],
        ),
        ({"node_country": "RU", "time_zone": "Asia/Yekaterinburg"}, []),
    ],
)
def test_settings_of_a_site_on_the_internet(
    values: dict[str, Any], expected: list[str], settings: Any, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(installation, "certificate_end", lambda *_: timezone.now() + timedelta(days=60))
    on_the_internet(settings, **values)
    told = [line for line in run().stdout.splitlines() if " settings: " in line]
    assert [line[: len(start)] for line, start in zip(told, expected, strict=True)] == expected


def test_certificate_is_looked_at_in_time(settings: Any, monkeypatch: pytest.MonkeyPatch):
    on_the_internet(settings)
    for days, level in ((60, "ok"), (13, "advice")):
        end = timezone.now() + timedelta(days=days)
        monkeypatch.setattr(installation, "certificate_end", lambda *_, end=end: end)
        (finding,) = installation.certificate(timezone.now())
        assert (finding.level, finding.said) == (level, f"It is valid until {end:%Y-%m-%d}.")


@pytest.mark.parametrize(
    ("error", "level"),
    [
        (ssl.SSLCertVerificationError("certificate has expired"), "wrong"),
        (TimeoutError("timed out"), "advice"),
    ],
)
def test_certificate_that_browsers_refuse_is_wrong(
    error: OSError, level: str, settings: Any, monkeypatch: pytest.MonkeyPatch
):
    def refuse(*_: Any) -> None:
        raise error

    error.verify_message = "certificate has expired"  # type: ignore[attr-defined]
    on_the_internet(settings)
    monkeypatch.setattr(installation, "certificate_end", refuse)
    (finding,) = installation.certificate(timezone.now())
    assert finding.level == level


def test_mail_server_that_is_not_there_is_told(settings: Any):
    url = f"smtp://127.0.0.1:{free_port()}"
    set_up(settings, email_url=url)
    for name, value in mail_settings(url).items():
        setattr(settings, name, value)
    (finding,) = installation.mail_server(timezone.now())
    assert (finding.level, "does not let us in" in finding.said) == ("wrong", True)


def test_disk_that_is_nearly_full_is_wrong(settings: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(installation, "ROOM_GB", 1e9)
    (finding,) = installation.disk(timezone.now())
    assert finding.level == "wrong"


def test_backup_that_is_missing_or_old_is_advice():
    later = timezone.now() + timedelta(days=3)
    (finding,) = installation.backup_age(later)
    assert (finding.level, finding.said.startswith("The last backup is of")) == ("advice", True)
    (finding,) = installation.backup_age(timezone.now())
    assert finding.level == "ok"
