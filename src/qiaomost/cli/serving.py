"""Commands that run: the site and its worker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import NoReturn

import click
from django.core.management import call_command
from django.db import close_old_connections
from django.utils import timezone

from qiaomost.accounts.mail import sweep_deliveries
from qiaomost.catalogue import services as catalogue
from qiaomost.common import heartbeat, outbox
from qiaomost.common.encoder import site_encoder
from qiaomost.compliance.handlers import mail_officer_notices
from qiaomost.compliance.services.documents import sweep_document_files
from qiaomost.compliance.services.suggesting import encode_entries
from qiaomost.discovery import services as discovery
from qiaomost.discovery.tasks import Watching
from qiaomost.forum.services.deciding import lapse_contributions
from qiaomost.forum.services.exports import sweep_exports
from qiaomost.forum.services.forgetting import forget_journeys
from qiaomost.forum.services.materials import sweep_materials
from qiaomost.forum.services.registration_steps import lapse_offers_due
from qiaomost.partnering import services as partnering
from qiaomost.partnering.handlers import mail_room_digests
from qiaomost.partnering.services import agreements, answers
from qiaomost.partnering.services.rooms_files import sweep_room_files
from qiaomost.wiring import HANDLERS

IDLE_S = 0.15
WATCHING_S = 5.0
HOUSEKEEPING_S = 300.0
HEARTBEAT_S = 30.0
WORKERS = min(2, os.cpu_count() or 1)
"""Web processes: Python keeps one core busy in each. Each holds encoder and index, so that more cost memory."""

ONE_CORE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "QIAOMOST_ENCODER_THREADS": "1"}
"""Readers are answered side by side: threads within one answer would only wait, spinning, for each other's cores."""


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on."
)
@click.option(
    "--workers", default=WORKERS, show_default=True, type=click.IntRange(1, 64), help="Web processes."
)
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1, 64), help="Threads of each.")
@click.option(
    "--worker/--no-worker", "with_worker", default=True, help="Run the outbox worker beside the site."
)
def serve_command(host: str, port: int, workers: int, threads: int, with_worker: bool) -> None:
    """Serve the site until interrupted, with one worker unless told otherwise.

    The database is migrated first. Put a reverse proxy in front of it where it faces the internet.
    """
    call_command("migrate", interactive=False, verbosity=0)
    serve(host=host, port=port, workers=workers, threads=threads, with_worker=with_worker)


def serve(
    *, host: str, port: int, workers: int = WORKERS, threads: int = 8, with_worker: bool = True
) -> NoReturn:
    """Become the web server (gunicorn), with the outbox worker as a child.

    What the environment says of threads stands.

    The process is replaced, so that signals reach gunicorn itself. However it ends, its web processes and the
    worker notice that their parent is gone and end too.
    """
    if with_worker:
        subprocess.Popen([sys.executable, "-m", "qiaomost", "worker", "--parent", str(os.getpid())])
    command = [sys.executable, "-m", "gunicorn", "qiaomost.conf.wsgi:application", "--no-control-socket"]
    command += ["--worker-class", "qiaomost.conf.web_worker.WebWorker", "--threads", str(threads)]
    command += ["--bind", f"{host}:{port}", "--workers", str(workers)]
    arguments = [*command, "--timeout", "120", "--log-level", "warning"]
    os.execve(sys.executable, arguments, ONE_CORE | os.environ)


@click.command("worker")
@click.option("--once", is_flag=True, help="Work until nothing waits, then stop.")
@click.option("--retry-failed", is_flag=True, help="First put jobs that were set aside back into the queue.")
@click.option("--parent", type=int, hidden=True, help="Stop when this process is gone.")
def worker_command(once: bool, retry_failed: bool, parent: int | None) -> None:
    """Work through the outbox: index what changed, expire what is due.

    Start as many as you like. One that is killed loses nothing: its job is taken over when the lease ends. At start
    the index is compared with the catalogue and brought up to it, and control entries without a vector get theirs.
    While no job waits, saved searches are compared with what is new, one at a time.
    """
    stopping = _stop_signals()
    if retry_failed:
        outbox.retry_failed(now=timezone.now())
    alive = _heart()
    alive()
    discovery.reconcile(progress=lambda _done: alive())
    encode_entries(site_encoder())
    next_housekeeping = next_watching = 0.0
    watching = Watching()
    while not stopping():
        close_old_connections()
        alive()
        if time.monotonic() >= next_housekeeping:
            housekeeping()
            watching.try_again()
            next_housekeeping = time.monotonic() + HOUSEKEEPING_S
        if outbox.work(HANDLERS, clock=timezone.now):
            continue
        if time.monotonic() >= next_watching:
            if watching.step(now=timezone.now()):
                continue
            next_watching = time.monotonic() + WATCHING_S
        if once or (parent is not None and os.getppid() != parent):
            return
        time.sleep(IDLE_S)


def housekeeping() -> None:
    """Do what time alone brings about."""
    now = timezone.now()
    catalogue.expire_due(now=now)
    catalogue.expiry_notices_due(now=now)
    catalogue.sweep_files(now=now)
    sweep_document_files(now=now)
    partnering.cover_leaves(now=now)
    partnering.remind_or_lapse_due(now=now)
    lapse_offers_due(now=now)
    forget_journeys(now=now)
    partnering.follow_impact(now=now)
    partnering.sweep_evidence_files(now=now)
    agreements.remind_or_expire_agreements(now=now)
    agreements.sweep_signed_copies(now=now)
    sweep_room_files(now=now)
    sweep_materials(now=now)
    sweep_exports(now=now)
    mail_room_digests(now=now)
    mail_officer_notices(now=now)
    answers.close_due_calls(now=now)
    answers.sweep_answer_files(now=now)
    lapse_contributions(now=now)
    outbox.sweep(now=now)
    sweep_deliveries(now=now)


def _heart() -> Callable[[], None]:
    """Return a function that gives a sign of life, not more often than every ``HEARTBEAT_S``."""
    next_beat = 0.0

    def alive() -> None:
        nonlocal next_beat
        if time.monotonic() >= next_beat:
            heartbeat.beat(heartbeat.WORKER, now=timezone.now())
            next_beat = time.monotonic() + HEARTBEAT_S

    return alive


def _stop_signals() -> Callable[[], bool]:
    """Return a function that says whether the process was asked to stop; the job in hand is finished first."""
    asked: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _frame: asked.append(received))
    return lambda: bool(asked)
