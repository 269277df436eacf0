"""Verbs of compliance. Each is one transaction: permission, transition, write, audit, outbox."""
