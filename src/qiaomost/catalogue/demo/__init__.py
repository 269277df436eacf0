"""The demonstration catalogue: invented organisations and persons, written for this project, and its judgements."""
