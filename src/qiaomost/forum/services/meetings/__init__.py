"""Verbs of the 1:1 meetings."""
