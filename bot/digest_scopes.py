"""What digests may tell of: the scopes somebody is entitled to, as buttons carry them and in words."""

from bot.codes import ROW, row_code, row_key
from bot.rights import Act, reached
from bot.turn import Turn
from flows.context import Table
from flows.countries import countries
from storage.people_store import Person
from storage.scopes import Within
from storage.stores import Stores

LETTERS = {"everything": "e", "section": "s", "country": "k", "campaign": "c"}
EVERYTHING = Table("everything", {})
LENGTH = 1 + ROW  # characters of a scope's code


def entitled(person: Person, act: Act, scope: str, key: str) -> Within | None:
    """The scope as far as the act reaches it for the person: without the sections at risk, if only so; None if not."""
    reaching = (("everything", ""), (scope, key))
    found = [each for each in reached(person, act) if (each.scope, each.key) in reaching]
    return Within(scope, key, safe=all(each.safe for each in found)) if found else None


def scopes_of(turn: Turn, act: Act) -> list[Within]:
    """What the person may choose from: their own section first, then what their roles say; whoever may see everything
    may choose every section and campaign."""
    scopes = reached(turn.active, act)
    found = [(each.scope, each.key) for each in scopes]
    if ("everything", "") in found:
        tables = turn.desk.tables(turn.stores)
        found += [(scope, key) for scope in ("section", "campaign") for key in tables[f"{scope}s"].choices()]
    home = turn.active.section
    ordered = sorted(dict.fromkeys(found), key=lambda each: each != ("section", home.key if home else ""))
    return [within for scope, key in ordered if (within := entitled(turn.active, act, scope, key))]


def scope_code(turn: Turn, scope: Within) -> str:
    """As buttons carry it."""
    return LETTERS[scope.scope] + row_code(_table(turn, scope.scope), scope.key)


def read_scope(turn: Turn, code: str, act: Act) -> Within | None:
    """The inverse, as far as the act reaches it; None for what stands for nothing, or is not reached."""
    scope = next((name for name, letter in LETTERS.items() if letter == code[:1]), None)
    key = row_key(_table(turn, scope), code[1:LENGTH]) if scope else None
    if scope is None or key is None or bool(key) == (scope == "everything"):
        return None
    return entitled(turn.active, act, scope, key)


def scope_label(turn: Turn, scope: str, key: str) -> str:
    """What it is called in the person's language."""
    if scope == "everything":
        return turn.voice("All sections")
    return _table(turn, scope).label(key, turn.language)


def at_risk(stores: Stores, scope: str, key: str) -> bool:
    """Whether it is a section at risk, of which nobody is told unasked."""
    found = stores.organisation.section(key) if scope == "section" else None
    return found is not None and found.at_risk


def _table(turn: Turn, scope: str) -> Table:
    match scope:
        case "country":
            return countries()
        case "section" | "campaign":
            return turn.desk.tables(turn.stores)[f"{scope}s"]
    return EVERYTHING
