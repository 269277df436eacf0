from pathlib import Path

import pytest

from qiaosearch.encoders import load_encoder
from qiaosearch.types import Encoder

TEXTS = (
    "Морозостойкость бетона в условиях вечной мерзлоты",
    "高寒地区混凝土抗冻性研究",
    "Welding of high-strength steels at low temperature",
    "LiFePO4 正极材料，ГОСТ 10060",
    "",
)


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def e5(cache: Path) -> Encoder:
    return load_encoder("e5", cache=cache, threads=1)


@pytest.fixture(scope="session")
def joint(cache: Path) -> Encoder:
    return load_encoder("default", cache=cache, threads=1)


@pytest.fixture(scope="session")
def use(cache: Path) -> Encoder:
    return load_encoder("use", cache=cache)
