"""The least a bot on python-telegram-bot can do: answer a text with N Bot API calls, over aiohttp, keeping nothing.

    CALLS=2 python -m benchmarks.ptb_echo_n

The first call echoes the text; the further ones edit that message, as a card is edited. Our own bot makes a certain
number of calls a turn; compared with this, what it costs beyond them is its own.
"""

import os

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from bot.request import AiohttpRequest

CALLS = int(os.environ.get("CALLS", "1"))


async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    """Say it back, then change what was said until all calls are made; the last change leaves the text."""
    assert update.effective_message is not None and update.effective_message.text is not None
    text = update.effective_message.text
    sent = await update.effective_message.reply_text(text + " …" * (CALLS - 1))
    for left in range(CALLS - 2, -1, -1):
        await sent.edit_text(text + " …" * left)


def main() -> None:
    """Poll the server that the harness names, several updates at a time."""
    base, token = os.environ["TELEGRAM_API_BASE"], os.environ["TELEGRAM_TOKEN"]
    builder = Application.builder().token(token).base_url(f"{base}/bot").base_file_url(f"{base}/file/bot")
    requests = builder.request(AiohttpRequest()).get_updates_request(AiohttpRequest())
    application = requests.concurrent_updates(256).build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling(allowed_updates=Update.ALL_TYPES)


if __name__ == "__main__":
    main()
