from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from qiaomost.cli.translating import translation_command
from qiaomost.translation.models import Concept, Segment
from qiaomost.translation.services import approve_translation
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> Result:
    return CliRunner().invoke(translation_command, list(arguments))


def remembered() -> None:
    for source, target, level in (("桥。", "Мост.", "public"), ("路。", "Дорога.", "members")):
        approve_translation(
            actor=None, source_text=source, target_text=target, source="zh", target="ru", level=level, now=NOW
        )


@pytest.mark.parametrize("form", ["tmx", "csv"])
def test_memory_goes_out_and_comes_back(form: str, tmp_path: Path):
    remembered()
    file = str(tmp_path / f"memory.{form}")
    assert (
        run(form, "export", file, "--level", "public", "--level", "members").stderr
        == "2 segments exported.\n"
    )
    assert run(form, "export", file, "--source", "ru").stderr == "0 segments exported.\n"
    assert run(form, "export", file).stderr == "1 segments exported.\n"
    Segment.objects.all().delete()
    result = run(form, "import", file, "--level", "members")
    told = "1 segments added, 0 passed over: known already, empty or too long.\n"
    assert (result.exit_code, result.stdout) == (0, told)
    assert Segment.objects.get().level == "members"


@pytest.mark.parametrize("form", ["tmx", "csv"])
def test_memory_that_cannot_be_read_ends_with_1_and_the_reason(form: str, tmp_path: Path):
    file = tmp_path / "memory"
    file.write_text("<html/>")
    result = run(form, "import", str(file))
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert Segment.objects.count() == 0


def test_terms_come_in_from_the_starter_and_go_out(tmp_path: Path):
    assert run("terms", "import").exit_code == 2
    assert run("terms", "import", "--starter").stdout.endswith(
        " concepts added, 0 changed, 0 as they were.\n"
    )
    file = tmp_path / "terms.csv"
    assert run("terms", "export", str(file)).stderr == f"{Concept.objects.count()} concepts exported.\n"
    file.write_text(file.read_text(encoding="utf-8").replace("谅解备忘录", "备忘录"), encoding="utf-8")
    assert run("terms", "import", str(file)).stdout.startswith("0 concepts added, 1 changed, ")
    assert run("terms", "import", str(file), "--starter").exit_code == 2
