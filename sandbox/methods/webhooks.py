"""setWebhook, deleteWebhook, getWebhookInfo."""

import re
from typing import Any
from urllib.parse import urlsplit

from sandbox.errors import bad_request
from sandbox.ground import Ground
from sandbox.limits import SECRET_TOKEN, WEBHOOK_CONNECTIONS
from sandbox.methods.chats import Params

CONNECTIONS = 40
"""How many posts at once if the bot does not say."""


def set_webhook(world: Ground, params: Params) -> bool:
    """Post updates to an address from now on; an empty one stops it. Plain http is taken, as a local server does."""
    secret, connections = params.get("secret_token", ""), params.get("max_connections", CONNECTIONS)
    if len(secret) > SECRET_TOKEN:
        raise bad_request("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad_request("secret token contains unallowed characters")
    if connections not in WEBHOOK_CONNECTIONS:
        raise bad_request("max_connections must be between 1 and 100")
    url = params["url"]
    if not url:
        return delete_webhook(world, params)
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise bad_request("bad webhook: invalid URL specified")
    if "allowed_updates" in params:
        world.updates.allow(params["allowed_updates"])
    if params.get("drop_pending_updates"):
        world.updates.drop_all()
    world.settings["webhook"] = {"url": url, "secret_token": secret, "max_connections": connections}
    world.updates.wake()
    return True


def delete_webhook(world: Ground, params: Params) -> bool:
    """Back to getUpdates."""
    if params.get("drop_pending_updates"):
        world.updates.drop_all()
    world.settings.pop("webhook", None)
    world.updates.wake()
    return True


def get_webhook_info(world: Ground, params: Params) -> dict[str, Any]:
    """The webhook and how it fares."""
    webhook = world.settings.get("webhook", {})
    info = {
        "url": webhook.get("url", ""),
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates),
    }
    shown = ("max_connections", "last_error_date", "last_error_message")
    allowed = {"allowed_updates": world.updates.allowed} if world.updates.allowed else {}
    return {**info, **{name: webhook[name] for name in shown if name in webhook}, **allowed}
