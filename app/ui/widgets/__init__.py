"""The parts that pages are made of; they take colours and fonts from the theme."""
