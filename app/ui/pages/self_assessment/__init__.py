"""The producer's own report on its product: texts, business plan, its score of itself."""
