"""How fast the search page and a record's page answer, with many records and readers, beside a peer's list page.

    python benchmarks/pages.py --records 10000 --readers 8 --requests 200 --peer

A fresh node gets generated records of one short text each, in three languages, and its own encoder and index. The
site is served as the README serves it (two web processes of eight threads). Every request is a search for other words,
so that encoding the query is part of each. With ``--peer`` pretalx, an organiser of conferences in Django, is installed
from the package registry into an environment of its own, gets as many sessions as a search page has hits, and serves
its list of sessions under the same number of readers in the same run.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
import urllib.parse
import venv
from datetime import timedelta
from pathlib import Path
from typing import Any

from node import command_line, fresh_node, show
from served import WARMING, serving, timed

PEER = "pretalx==2025.2.2"
SESSIONS = 20
GTHREAD = [
    sys.executable,
    "-m",
    "gunicorn",
    "qiaomost.conf.wsgi:application",
    "--workers",
    "2",
    "--threads",
    "8",
]
GTHREAD += ["--no-control-socket", "--log-level", "warning", "--bind"]
PHRASES = {
    "zh": (
        (
            "高寒地区",
            "季节冻土",
            "既有线",
            "重载铁路",
            "大跨径桥梁",
            "深埋隧道",
            "液化天然气储罐",
            "海上风电",
        ),
        ("路基冻胀", "混凝土抗冻", "焊缝裂纹", "轴承磨损", "渗漏监测", "热管保温", "涂层剥落", "振动控制"),
        (
            "治理技术",
            "检测方法",
            "数值模拟",
            "试验装置",
            "在线诊断系统",
            "施工工艺",
            "寿命预测模型",
            "复合材料",
        ),
    ),
    "ru": (
        (
            "в условиях Севера",
            "на мёрзлых грунтах",
            "для тяжеловесных поездов",
            "в глубоких тоннелях",
            "на шельфе",
        ),
        (
            "морозного пучения",
            "трещин сварных швов",
            "износа подшипников",
            "утечек",
            "отслоения покрытий",
            "вибраций",
        ),
        (
            "Технология предотвращения",
            "Метод контроля",
            "Численная модель",
            "Стенд для испытаний",
            "Диагностика",
        ),
    ),
    "en": (
        (
            "in cold regions",
            "on seasonally frozen ground",
            "for heavy-haul railways",
            "in deep tunnels",
            "offshore",
        ),
        (
            "frost heave",
            "weld cracks",
            "bearing wear",
            "leakage",
            "coating delamination",
            "structural vibration",
        ),
        ("Control of", "Inspection of", "A numerical model of", "A test rig for", "Online diagnosis of"),
    ),
}


def main() -> None:
    parser = command_line(__doc__)
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--readers", type=int, default=8)
    parser.add_argument("--requests", type=int, default=200, help="of each page")
    parser.add_argument("--encoder", default="default")
    parser.add_argument("--peer", action="store_true", help="install and measure pretalx too")
    parser.add_argument("--gthread", action="store_true", help="measure under gunicorn's own worker too")
    parser.add_argument("--data", type=Path, help="a folder that keeps the node, filled at the first run")
    options = parser.parse_args()
    figures: dict[str, Any] = {"records": options.records, "readers at once": options.readers}
    with fresh_node(encoder=options.encoder, folder=options.data):
        figures |= measure(options.records, options.readers, options.requests, options.gthread)
    if options.peer:
        with tempfile.TemporaryDirectory() as folder:
            figures |= measure_peer(Path(folder), options.readers, options.requests)
    show(figures, as_json=options.json)


def measure(records: int, readers: int, requests: int, gthread: bool) -> dict[str, Any]:
    """Times in milliseconds, sizes in kilobytes."""
    from qiaomost.catalogue.models import Record
    from qiaomost.cli.serving import ONE_CORE
    from qiaomost.discovery import engine
    from qiaomost.discovery.services import reconcile

    ids = [str(pk) for pk in Record.objects.order_by("pk").values_list("pk", flat=True)] or fill(records)
    start = time.perf_counter()
    reconcile()
    engine.close()
    figures: dict[str, Any] = {"indexing, s": round(time.perf_counter() - start)}
    draw = random.Random(8)
    searches = [
        f"/search/?{urllib.parse.urlencode({'q': phrase_in(draw.choice(tuple(PHRASES)), draw)})}"
        for _ in range(requests + WARMING)
    ]
    shown = draw.sample(ids, requests + WARMING)
    pages = {"search page": searches, "record page": [f"/records/{pk}/" for pk in shown]}
    command = [sys.executable, "-m", "qiaomost", "serve", "--no-worker", "--port"]
    with serving(command, dict(os.environ), "/search/?q=warm") as server:
        for name, paths in pages.items():
            figures |= timed(name, server, paths, readers)
    if gthread:
        with serving(GTHREAD, ONE_CORE | os.environ, "/search/?q=warm", bind="127.0.0.1:{}") as server:
            figures |= timed("search page, gunicorn's own worker", server, searches, readers)
    return figures


def measure_peer(folder: Path, readers: int, requests: int) -> dict[str, Any]:
    """The same of pretalx's list of sessions."""
    environment = folder / "environment"
    venv.create(environment, with_pip=True)
    python = str(environment / "bin" / "python")
    subprocess.run([python, "-m", "pip", "install", "--quiet", PEER, "gunicorn"], check=True)
    variables = {
        **{name: value for name, value in os.environ.items() if not name.startswith("QIAOMOST")},
        "DJANGO_SETTINGS_MODULE": "pretalx.settings",
        "PRETALX_DATA_DIR": str(folder / "data"),
    }
    variables.pop("PYTHONPATH", None)
    (folder / "data").mkdir()
    subprocess.run(
        [python, "-c", PEER_CONTENT, str(SESSIONS)], env=variables, check=True, stdout=subprocess.DEVNULL
    )
    command = [python, "-m", "gunicorn", "pretalx.wsgi", "--threads", "8", "--bind"]
    path = "/forum/schedule/nojs"
    with serving(command, variables, path, bind="127.0.0.1:{}") as server:
        return timed(f"{PEER}, {SESSIONS} sessions", server, [path] * (requests + WARMING), readers)


PEER_CONTENT = """
import sys, django; django.setup()
from datetime import timedelta
from django.core.management import call_command
from django.utils.timezone import now
from django_scopes import scopes_disabled
call_command("migrate", interactive=False, verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)
from pretalx.event.models import Event, Organiser
from pretalx.person.models import User
from pretalx.schedule.models import Room, TalkSlot
from pretalx.submission.models import Submission
with scopes_disabled():
    event = Event.objects.create(
        name="Forum", slug="forum", organiser=Organiser.objects.create(name="Union", slug="union"), is_public=True,
        date_from=now().date(), date_to=now().date() + timedelta(days=3), email="a@example.org", timezone="UTC",
        locale="en", locale_array="en")
    event.build_initial_data()
    schedule, hall = event.wip_schedule, Room.objects.create(event=event, name="Hall")
    for number in range(int(sys.argv[1])):
        talk = Submission.objects.create(
            event=event, title=f"Frost heave of tracks, part {number}", submission_type=event.cfp.default_type,
            state="confirmed", abstract="Frost heave lifts tracks. " * 12, content_locale="en")
        talk.speakers.add(User.objects.create_user(email=f"s{number}@example.org", password="x", name=f"S {number}"))
        start = now() + timedelta(hours=number)
        TalkSlot.objects.update_or_create(submission=talk, schedule=schedule, defaults=dict(
            room=hall, start=start, end=start + timedelta(minutes=30), is_visible=True))
    schedule.freeze("v1", notify_speakers=False)
"""


def fill(records: int) -> list[str]:
    """Write published records of one short text each; returns their ids."""
    from django.utils import timezone

    from qiaomost.catalogue.models import Achievement, Record, RecordText, Subject
    from qiaomost.catalogue.services import load_subjects
    from qiaomost.network.models import Organisation, OrganisationName

    load_subjects()
    now, draw = timezone.now(), random.Random(7)
    owners = []
    for number in range(40):
        owner = Organisation(country=("CN", "RU")[number % 2], kind="institute", is_member=True)
        owner.save()
        OrganisationName.objects.create(organisation=owner, language="en", name=f"Institute {number}")
        owners.append(owner)
    subjects = list(Subject.objects.filter(parent__isnull=False))
    dates = {
        "created_at": now,
        "updated_at": now,
        "published_at": now,
        "expires_at": now + timedelta(days=365),
    }
    made, texts, facts, links = [], [], [], []
    for number in range(records):
        language = ("zh", "ru", "en")[number % 3]
        record = Record(
            kind="achievement",
            organisation=draw.choice(owners),
            source_language=language,
            state="published",
            **dates,
        )
        made.append(record)
        facts.append(Achievement(record=record, trl=draw.randint(3, 9)))
        title = f"{phrase_in(language, draw)} {number}"
        approved = {"origin": "original", "state": "approved", "approved_at": now}
        texts.append(RecordText(record=record, language=language, title=title, summary=title, **approved))
        links.append(Record.subjects.through(record=record, subject=draw.choice(subjects)))
    for model, rows in (
        (Record, made),
        (Achievement, facts),
        (RecordText, texts),
        (Record.subjects.through, links),
    ):
        model.objects.bulk_create(rows, batch_size=500)  # type: ignore[attr-defined]
    return [str(record.pk) for record in made]


def phrase_in(language: str, draw: random.Random) -> str:
    where, what, how = (draw.choice(words) for words in PHRASES[language])
    return f"{where}{what}{how}" if language == "zh" else f"{how} {what} {where}"


if __name__ == "__main__":
    main()
