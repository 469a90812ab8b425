"""Telegram: wiring, intake, routes, handlers, sender, command line."""

import os

# python-telegram-bot is changing RetryAfter.retry_after from a number to a timedelta, and warns each time
# unless told so.
os.environ.setdefault("PTB_TIMEDELTA", "1")
