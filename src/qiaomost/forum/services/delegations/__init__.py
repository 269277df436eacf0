"""Delegations: kept by the organisers and their contact person, their members one by one or out of a list."""
