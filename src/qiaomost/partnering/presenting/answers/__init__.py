"""Calls for answers as their people see them."""
