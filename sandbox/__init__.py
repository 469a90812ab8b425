"""A local Telegram for the demo and the tests: a strict Bot API server and a chat page. Stands alone."""
