"""The preview of a paper."""
