"""Printed pages: a template of typst and data become PDF, with fonts for Chinese and Cyrillic embedded."""

from qiaomost.common.typesetting.fonts import FontsMissing
from qiaomost.common.typesetting.pdf import TypesettingFailed, render_pdf

__all__ = ["FontsMissing", "TypesettingFailed", "render_pdf"]
