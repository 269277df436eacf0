"""Pages on which members keep searches and see what is new in them."""
