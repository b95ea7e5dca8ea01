"""The page "Hôm nay": what is due in this office now, counted and linked; ``page.overview`` gives all of it."""
