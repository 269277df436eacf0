"""What only the operator of a node is told: settings, machine, certificate, mail server and backups."""

from __future__ import annotations

import shutil
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import run_checks
from django.core.mail import get_connection
from django.db import connection
from django.http.request import validate_host

from qiaomost.common import heartbeat
from qiaomost.conf.settings import Settings
from qiaomost.web.soundness import Finding

BACKUP_OLD = timedelta(days=2)
CERTIFICATE_SHORT = timedelta(days=14)
ROOM_GB = 2.0
POSTGRESQL = (14,)
"""The oldest that Django supports."""

TIMEOUT_S = 5
AT_HOME = {"127.0.0.1", "localhost", "::1"}
ZONES = {"RU": "Asia/Shanghai"}
"""Country → a time zone that can hardly be meant."""


def settings_fit(_now: datetime) -> Iterator[Finding]:
    """Django's own checks, and what the settings of a site on the internet need beside."""
    for problem in run_checks():
        if problem.is_serious():
            yield Finding("settings", "wrong", str(problem))
    node = settings.QIAOMOST
    if (urlsplit(node.site_url).hostname or "") in AT_HOME:
        yield _advice(f"QIAOMOST_SITE_URL is {node.site_url}: links in mails lead nobody there.", "Set it.")
    else:
        yield from (finding for applies, finding in _rules(node) if applies)


def _rules(node: Settings) -> list[tuple[bool, Finding]]:
    """What is told of a site that others reach, each with whether it applies."""
    site = urlsplit(node.site_url)
    is_secure = node.behind_tls and site.scheme == "https"
    return [
        (
            not validate_host(site.hostname or "", node.allowed_hosts),
            _wrong(
                f"The site refuses its own address, {site.hostname}.", "Add it to QIAOMOST_ALLOWED_HOSTS."
            ),
        ),
        (node.debug, _wrong("QIAOMOST_DEBUG shows visitors the insides of the site.", "Take it out.")),
        (
            node.demonstration,
            _advice("Every page says that its people are invented.", "Take QIAOMOST_DEMONSTRATION out."),
        ),
        (
            not is_secure,
            _advice(
                "The site is not set to be served over HTTPS.",
                "Set QIAOMOST_BEHIND_TLS=true and an https:// address.",
            ),
        ),
        (
            not node.trusted_proxies,
            _advice(
                "No proxy is trusted: limits on attempts count all visitors behind one as one.",
                "Set QIAOMOST_TRUSTED_PROXIES=1 if there is one.",
            ),
        ),
        (
            node.time_zone == ZONES.get(node.node_country),
            _advice(
                f"Pages show times of {node.time_zone}, and the node is in {node.node_country}.",
                "Set QIAOMOST_TIME_ZONE, such as Asia/Yekaterinburg.",
            ),
        ),
    ]


def _advice(said: str, remedy: str) -> Finding:
    return Finding("settings", "advice", said, remedy)


def _wrong(said: str, remedy: str) -> Finding:
    return Finding("settings", "wrong", said, remedy)


def database_version(_now: datetime) -> Iterator[Finding]:
    """Whether PostgreSQL is one that is supported."""
    if connection.vendor != "postgresql":
        return
    have = connection.get_database_version()
    said = f"Its version is {'.'.join(map(str, have))}."
    if have >= POSTGRESQL:
        yield Finding("postgresql", "ok", said)
    else:
        yield Finding("postgresql", "wrong", said, f"Upgrade it to {POSTGRESQL[0]} or later.")


def disk(_now: datetime) -> Iterator[Finding]:
    """Whether there is room in the data folder."""
    usage = shutil.disk_usage(settings.QIAOMOST.data_dir)
    free = usage.free / 2**30
    said = f"{free:.1f} GiB of {usage.total / 2**30:.0f} are free where {settings.QIAOMOST.data_dir} lies."
    if free >= ROOM_GB:
        yield Finding("disk", "ok", said)
    else:
        yield Finding("disk", "wrong", said, "Make room before writing fails: old backups and logs first.")


def backup_age(now: datetime) -> Iterator[Finding]:
    """Whether there is a backup of late."""
    last = heartbeat.last_beat(heartbeat.BACKUP)
    remedy = "Let a timer run `qiaomost backup FILE` every night, and copy the file elsewhere."
    if last is None:
        yield Finding("backup", "advice", "No backup has been made yet.", remedy)
    elif now - last > BACKUP_OLD:
        yield Finding("backup", "advice", f"The last backup is of {last:%Y-%m-%d %H:%M} UTC.", remedy)
    else:
        yield Finding("backup", "ok", f"The last backup is of {last:%Y-%m-%d %H:%M} UTC.")


def mail_server(_now: datetime) -> Iterator[Finding]:
    """Whether the mail server can be reached and lets us in."""
    node = settings.QIAOMOST
    if not node.email_url:
        yield Finding(
            "mail server",
            "advice",
            f"None is set: mails are files in {node.data_dir / 'mail'}.",
            "Set QIAOMOST_EMAIL_URL.",
        )
        return
    server = get_connection()
    try:
        server.open()
        server.close()
    except OSError as error:
        where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
        yield Finding(
            "mail server", "wrong", f"{where} does not let us in: {error}", "See QIAOMOST_EMAIL_URL."
        )
    else:
        yield Finding("mail server", "ok", f"{settings.EMAIL_HOST} lets us in.")


def certificate(now: datetime) -> Iterator[Finding]:
    """Whether the site's certificate is valid for some time yet, seen from here."""
    site = urlsplit(settings.QIAOMOST.site_url)
    if site.scheme != "https" or not site.hostname:
        return
    try:
        end = certificate_end(site.hostname, site.port or 443)
    except ssl.SSLCertVerificationError as error:
        yield Finding(
            "certificate", "wrong", f"Browsers refuse it: {error.verify_message}.", "Renew it; see the proxy."
        )
    except OSError as error:
        yield Finding("certificate", "advice", f"{site.netloc} can't be reached from here: {error}.")
    else:
        is_short = end - now < CERTIFICATE_SHORT
        remedy = "See why it was not renewed: `systemctl status certbot.timer`." if is_short else ""
        yield Finding(
            "certificate", "advice" if is_short else "ok", f"It is valid until {end:%Y-%m-%d}.", remedy
        )


def certificate_end(host: str, port: int) -> datetime:
    """When the certificate that ``host`` shows ends.

    Raises:
        OSError: it can't be reached; ``ssl.SSLCertVerificationError`` if what it shows is not valid.
    """
    context = ssl.create_default_context()
    plain = socket.create_connection((host, port), TIMEOUT_S)
    with plain, context.wrap_socket(plain, server_hostname=host) as secured:
        shown = secured.getpeercert() or {}
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(shown["notAfter"])), UTC)


LOOKS = (settings_fit, database_version, disk, backup_age, mail_server, certificate)
