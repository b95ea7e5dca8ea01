"""The parts that pages are made of; they take colours and fonts from the theme.

Import each from its own module: the frame needs few of them before it is first painted.
"""
