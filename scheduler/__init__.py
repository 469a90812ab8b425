"""Ticks, and what they do: housekeeping."""
