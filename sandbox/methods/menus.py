"""setMyCommands, getMyCommands, deleteMyCommands, and the menu a person sees."""

import re
from typing import Any

from sandbox.errors import bad_request
from sandbox.ground import Ground
from sandbox.limits import COMMAND_DESCRIPTION, COMMAND_NAME, COMMANDS
from sandbox.markup import utf16
from sandbox.methods.chats import Params

NAME = re.compile(rf"[a-z0-9_]{{1,{COMMAND_NAME}}}")
SCOPES: dict[str, tuple[str, ...]] = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}
"""The seven scopes and what each must name."""

Command = dict[str, str]


def set_my_commands(world: Ground, params: Params) -> bool:
    """The menu for a scope and language; an empty list removes it."""
    commands = [checked(command) for command in params["commands"]]
    if len(commands) > COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    world.command_lists[key_of(world, params)] = commands
    return True


def get_my_commands(world: Ground, params: Params) -> list[Command]:
    """The menu as it was set for exactly this scope and language."""
    return list(world.command_lists.get(key_of(world, params), []))


def delete_my_commands(world: Ground, params: Params) -> bool:
    """Remove the menu of a scope and language."""
    world.command_lists.pop(key_of(world, params), None)
    return True


def menu(world: Ground, user_id: int) -> list[Command]:
    """The commands a person sees in the private chat: the narrowest scope that is set, their language first."""
    language = world.people[str(user_id)]["user"].get("language_code", "").split("-")[0]
    for scope in (f"chat {user_id}", "all_private_chats", "default"):
        for wanted in (language, ""):
            if commands := world.command_lists.get(f"{scope}|{wanted}"):
                return list(commands)
    return []


def checked(command: Any) -> Command:
    """One command with a name and a description."""
    if not isinstance(command, dict) or set(command) != {"command", "description"}:
        raise bad_request("can't parse BotCommand: it has a command and a description")
    if not NAME.fullmatch(str(command["command"])):
        raise bad_request("BOT_COMMAND_INVALID")
    description = str(command["description"]).strip()
    if not description:
        raise bad_request("command description must be non-empty")
    if utf16(description) > COMMAND_DESCRIPTION:
        raise bad_request(f"command description length must not exceed {COMMAND_DESCRIPTION}")
    return {"command": command["command"], "description": description}


def key_of(world: Ground, params: Params) -> str:
    """Scope and language as one key; ApiError 400 for a scope or language there is not."""
    scope = params.get("scope") or {"type": "default"}
    kind = scope.get("type")
    if kind not in SCOPES:
        raise bad_request("can't parse BotCommandScope: unsupported type")
    if set(scope) != {"type", *SCOPES[kind]}:
        raise bad_request(f"can't parse BotCommandScope: {kind} names {SCOPES[kind]}")
    for name in SCOPES[kind]:
        if str(scope[name]) not in (world.people if int(scope[name]) > 0 else world.groups):
            raise bad_request("chat not found")
    language = params.get("language_code", "")
    if not re.fullmatch(r"(?:[a-z]{2})?", language):
        raise bad_request("invalid language code specified")
    return " ".join([kind, *(str(scope[name]) for name in SCOPES[kind])]) + f"|{language}"
