"""Telegram: wiring, intake, routes, handlers, sender, command line."""
