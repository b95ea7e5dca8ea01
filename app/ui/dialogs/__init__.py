"""One form each, over the page."""
