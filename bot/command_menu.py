"""Telegram's menu of commands: for everybody in each language, and in a chat of its own where roles or the chosen
language ask for another.
"""

from collections.abc import Collection
from uuid import UUID

import orjson
from telegram import Bot, BotCommand

from bot.turn import Turn
from scheduler.telling import chat_of, send
from storage.people_store import Person
from texts.commands import COMMANDS, Command
from texts.locale import LANGUAGES, Html, Voice, best, voice


def commands(roles: Collection[str] = ()) -> list[Command]:
    """The commands in the menu of somebody with these roles."""
    return [command for command in COMMANDS if command.seen_by(roles)]


def described(speaking: Voice, roles: Collection[str] = ()) -> list[dict[str, str]]:
    """The menu as setMyCommands takes it."""
    return [
        {"command": each.shown_as(speaking.language), "description": speaking(each.description)}
        for each in commands(roles)
    ]


def help_lines(speaking: Voice, person: Person) -> Html:
    """A line for each command of the person's menu, but that of help itself."""
    return Html(
        "\n".join(
            speaking.html(
                "{command} – {what_for}",
                command=f"/{each.shown_as(speaking.language)}",
                what_for=speaking(each.description),
            )
            for each in of_person(person)
            if each.name != "help"
        )
    )


async def announce(bot: Bot, default_language: str) -> None:
    """Give everybody the menu in the language of their Telegram, others in the default one."""
    for language in LANGUAGES:
        await bot.set_my_commands(_bot_commands(language), language_code=language)
    await bot.set_my_commands(_bot_commands(default_language))


def _bot_commands(language: str) -> list[BotCommand]:
    return [BotCommand(each["command"], each["description"]) for each in described(voice(language))]


def set_menu(turn: Turn) -> None:
    """Give the chat the menu of the person's roles and language.

    Called when either has changed. Who has the menu of everybody, in the language of their Telegram, needs none.
    """
    if turn.incoming.private:
        turn.post("setMyCommands", menu_of(turn.active, turn.incoming.chat_id))


def set_first_menu(turn: Turn) -> None:
    """As `set_menu`, for somebody who has just joined."""
    told = best(turn.incoming.language_code, turn.desk.settings.default_language)
    if turn.language != told or of_person(turn.active) != commands():
        set_menu(turn)


def renew_menu(turn: Turn, person_id: UUID) -> None:
    """Give somebody else the menu of the roles they have now, without a sound in their chat."""
    stores = turn.stores
    person = stores.people.get(person_id)
    chat_id = chat_of(stores, person) if person is not None else None
    if person is not None and chat_id is not None:
        menu = orjson.dumps(menu_of(person, chat_id))
        send(stores, turn.desk.bot_id, person, chat_id, menu, "reply", "setMyCommands")


def drop_menu(turn: Turn) -> None:
    """Back to the menu of everybody: for somebody who leaves."""
    turn.post("deleteMyCommands", {"scope": _scope(turn.incoming.chat_id)})


def menu_of(person: Person, chat_id: int | str) -> dict[str, object]:
    """The parameters of setMyCommands for a person's private chat."""
    speaking = voice(person.language or LANGUAGES[0])
    return {"commands": described(speaking, roles_of(person)), "scope": _scope(chat_id)}


def of_person(person: Person) -> list[Command]:
    """The commands in the person's menu."""
    return commands(roles_of(person))


def roles_of(person: Person) -> set[str]:
    """The names of the person's roles, wherever they hold."""
    return {role.role for role in person.roles}


def _scope(chat_id: int | str) -> dict[str, object]:
    return {"type": "chat", "chat_id": chat_id}
