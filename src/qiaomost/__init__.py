"""Qiaomost: the site of a China–Russia science-and-technology cooperation network."""

__version__ = "0.1.0"
