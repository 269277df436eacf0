"""People and cases of the demonstration: invented accounts whose parts a visitor can take."""
