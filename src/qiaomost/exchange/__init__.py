"""Published records for other systems, in the forms and by the protocols that these know."""
