"""A product: its form, and its whole life on one page."""
