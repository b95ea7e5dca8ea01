"""Cross-paper check: the same name, address, person, weight and date in the record and on every paper.

``check`` is what the fronts call; ``record`` and ``papers`` gather, ``compare`` and the modules below it are pure.
This package imports none of them, so that the worker process loads only ``file_text``.
"""
