"""The states of what compliance keeps, as data: a module each."""
