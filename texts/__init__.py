"""The lowest layer: words, numbers and dates in each language; messages, cards and buttons as data."""
