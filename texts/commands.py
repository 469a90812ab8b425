"""The bot's commands: one table of their names in every language, what they do, and whose menu shows them.

The English name is understood everywhere, and so is every local one, whatever language a person speaks. Telegram's menu
and buttons take only a-z, 0-9 and _ in a name; so the name that is shown in Arabic is written in Latin letters as
people write it on a phone, and the Arabic word is understood too where somebody types it.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from texts.bidi import isolate
from texts.folding import fold
from texts.marking import N_

_MENTION = re.compile(r"(?<![\w<])/([a-z0-9_]+)")


@dataclass(frozen=True, slots=True)
class Command:
    """A command by its English name. `names` holds its names in other languages, the first one is shown.

    Commands without a description stand in no menu; those with `roles` only in the menus of these.
    """

    name: str
    names: Mapping[str, tuple[str, ...]]
    description: str = ""
    roles: frozenset[str] = frozenset()

    def shown_as(self, language: str) -> str:
        """Its name in texts and menus of a language."""
        return self.names[language][0] if language in self.names else self.name

    def seen_by(self, roles: Collection[str]) -> bool:
        """Whether it stands in the menu of somebody with these roles."""
        return bool(self.description) and (not self.roles or not self.roles.isdisjoint(roles))


#: Who works for a section, and who reads what others filed; the rights themselves stand in `bot.rights`.
STAFF = frozenset({"staff", "coordinator", "admin"})
EDITORS = frozenset({"coordinator", "admin"})
READERS = STAFF | {"researcher", "evaluator"}


def _names(**by_language: str) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({language: tuple(names.split()) for language, names in by_language.items()})


#: In the order of the menu.
COMMANDS = (
    Command(
        "report",
        _names(fr="rapport", ar="taqrir تقرير", es="informe"),
        N_("Tell of an action, or go on with a draft"),
    ),
    Command(
        "drafts",
        _names(fr="brouillons", ar="musawwadat المسودات مسودات", es="borradores"),
        N_("Reports begun and not filed: go on with one or delete it"),
    ),
    Command(
        "myreports",
        _names(fr="mesrapports", ar="taqariri تقاريري", es="misinformes"),
        N_("What you have filed: open it or withdraw it"),
    ),
    Command(
        "event",
        _names(fr="evenement événement", ar="faaliya فعالية", es="evento"),
        N_("Plan an event, its link and what came of it"),
        STAFF,
    ),
    Command(
        "reports",
        _names(fr="rapports", ar="taqarir التقارير", es="informes"),
        N_("What was filed in your scope: narrow it, open it, export it"),
        READERS,
    ),
    Command(
        "digest",
        _names(fr="synthese synthèse", ar="mulakhas ملخص الملخص", es="resumen"),
        N_("The week in numbers that open; what is sent to you, and when"),
        READERS,
    ),
    Command(
        "people",
        _names(fr="membres", ar="aada الأعضاء أعضاء", es="personas"),
        N_("The people of your section"),
        STAFF,
    ),
    Command(
        "section",
        _names(ar="fara الفرع فرع", es="seccion sección"),
        N_("Zone, language, areas, calendar and groups of your section"),
        STAFF,
    ),
    Command(
        "flows",
        _names(fr="formulaires", ar="istimarat الاستمارات استمارات", es="formularios"),
        N_("The questions of the reports: change, try and publish them"),
        EDITORS,
    ),
    Command("group", _names(fr="groupe", ar="majmua مجموعتي مجموعة", es="grupo"), N_("Choose your group")),
    Command("leave", _names(fr="quitter", ar="mughadara مغادرة", es="salir"), N_("Leave your section")),
    Command("language", _names(fr="langue", ar="lugha اللغة لغة", es="idioma"), N_("Change the language")),
    Command(
        "zone",
        _names(fr="fuseau", ar="tawqit توقيت التوقيت", es="zona"),
        N_("By which city's clock you live"),
    ),
    Command(
        "safety",
        _names(fr="securite sécurité", ar="aman أمان الأمان", es="seguridad"),
        N_("If reporting is dangerous for you"),
    ),
    Command("forget", _names(fr="effacer", ar="mahw محو", es="borrar"), N_("Erase a report, or everything")),
    Command("help", _names(fr="aide", ar="musaada مساعدة", es="ayuda"), N_("How this works")),
    Command("cancel", _names(fr="annuler", ar="ilgha إلغاء", es="cancelar")),
    Command("start", _names()),
)


@cache
def english_names() -> Mapping[str, str]:
    """The English name by every name a command has, folded."""
    return MappingProxyType(
        {
            fold(name): command.name
            for command in COMMANDS
            for name in (command.name, *(each for names in command.names.values() for each in names))
        }
    )


def command_named(typed: str) -> str:
    """The English name of what was typed after the slash; a name we do not know stays as it is."""
    return english_names().get(fold(typed), typed)


def mentioned(text: str) -> list[str]:
    """What stands in a text as a command, without slashes."""
    return _MENTION.findall(text)


def spoken_commands(text: str, language: str, direction: str) -> str:
    """The text with each command that it mentions (/report) by its name in the language.

    In an Arabic line a command is isolated: else its slash would stand at the wrong end, and a line beginning with it
    would run from the left.
    """
    if "/" not in text or (language == "en" and direction == "ltr"):
        return text
    shown = {command.name: command.shown_as(language) for command in COMMANDS}

    def spoken(found: re.Match[str]) -> str:
        name = f"/{shown.get(found[1], found[1])}"
        return isolate(name, direction) if direction == "rtl" else name

    return _MENTION.sub(spoken, text)
