"""Compliance for administrators: everything is shown, and changed by services alone."""

from qiaomost.compliance.admin import controls, ledgers

__all__ = ["controls", "ledgers"]
