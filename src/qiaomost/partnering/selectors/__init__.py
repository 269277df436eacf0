"""What pages, handlers and other apps ask of partnering."""
