"""Cross-lingual retrieval and matching of technical records in Chinese, Russian and English."""

__version__ = "0.1.0"
