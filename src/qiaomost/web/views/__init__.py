"""The pages of a visitor. HTTP only."""

from qiaomost.common.http import reader_of

__all__ = ["reader_of"]
