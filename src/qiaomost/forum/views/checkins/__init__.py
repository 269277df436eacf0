"""Stations at the doors, and the organisers' side of them."""
