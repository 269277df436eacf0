"""What pages, commands and other apps ask of compliance: a module for each part."""
