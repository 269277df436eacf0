"""Checks, stations and scans as pages and devices show them."""
