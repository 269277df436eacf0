"""A sample of each control list, invented: our own words, codes that no real list has."""

from qiaomost.compliance.demo.loading import load_sample_controls

__all__ = ["load_sample_controls"]
