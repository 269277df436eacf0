"""The one door to typst: the template is ours, the data are anybody's."""

from __future__ import annotations

import json
from collections.abc import Mapping
from tempfile import TemporaryDirectory
from typing import Any, cast

from qiaomost.common.typesetting.fonts import fonts


class TypesettingFailed(RuntimeError):
    """The template can't be set with these data: a fault of ours, never of the words of a user."""


def render_pdf(template: str, data: Mapping[str, Any]) -> bytes:
    """Set ``data`` by a template and return the PDF, tagged and with its fonts embedded.

    The template reads them by ``#let data = json(bytes(sys.inputs.data))``. So what users wrote reaches typst as
    strings, which are shown and never run. Only the fonts of ``FAMILIES`` are there, no file can be read, and the
    same template and data always give the same bytes.

    Args:
        template: source text in the language of typst, from a file of the product.
        data: what JSON can hold.

    Raises:
        FontsMissing: the installation lacks a font.
        TypesettingFailed: typst refuses the template with these data.
    """
    import typst

    with TemporaryDirectory() as empty:
        try:
            compiler = typst.Compiler(
                template.encode(),
                root=empty,
                font_paths=fonts(),
                ignore_system_fonts=True,
                sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            )
            return cast(bytes, compiler.compile(format="pdf", timestamp=0))  # a list only of pictures
        except typst.TypstError as error:
            raise TypesettingFailed(error.message) from error
