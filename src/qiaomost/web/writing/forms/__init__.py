"""Forms of a record. They only parse; what a record may say is checked by the catalogue's own rules."""
