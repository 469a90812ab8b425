"""Flows: the questions, the expressions that bind them, and the pure engine that walks a person through them."""
