"""Measurements as ratios within one run; see README.md. Nothing here is a test, and no test looks at a clock."""
