"""Add-ons: a section's own questions at the end of a flow that all share. Pure.

An add-on is a flow that `extends` another for a `section`; it may read the shared flow's questions and use its lists.
What people of the section answer is composed of both, and is a revision of the shared flow to whoever counts.
"""

from collections.abc import Iterator

from flows.checks import check
from flows.definition import Flow, Group, Question
from flows.problems import Problem
from texts.said import said

_ADDON, _COMPOSED = "+", "@"  # in no key that an organisation gives
KEY_MAX = 64


def addon_key(shared: str, section: str) -> str:
    """The key of the add-on of that section."""
    return f"{shared}{_ADDON}{section}"


def composed_key(shared: str, section: str) -> str:
    """The key under which its composition with the shared flow is kept."""
    return f"{shared}{_COMPOSED}{section}"


def is_addon(key: str) -> bool:
    """Whether it is the key of an add-on."""
    return _ADDON in key


def is_composed(key: str) -> bool:
    """Whether it is the key of a composition."""
    return _COMPOSED in key


def parted(key: str) -> tuple[str, str | None]:
    """The shared flow's key, and the section if it is the key of an add-on or a composition."""
    for sign in (_ADDON, _COMPOSED):
        shared, found, section = key.partition(sign)
        if found:
            return shared, section
    return key, None


def section_of(flow: Flow) -> str | None:
    """The section whose add-on it is; None if it is everybody's. By its key: what else a file says of sections gives
    nobody a right.
    """
    return parted(flow.key)[1] if is_addon(flow.key) else None


def compose(shared: Flow, addon: Flow) -> Flow:
    """The shared flow with the add-on's questions behind its own; `problems_of_addon` tells whether it holds."""
    return shared.model_copy(
        update={
            "items": (*shared.items, *addon.items),
            "choice_lists": {**addon.choice_lists, **shared.choice_lists},
            "tables": {**addon.tables, **shared.tables},
            "media": {**addon.media, **shared.media},
            "section": addon.section,
        }
    )


def problems_of_addon(shared: Flow, addon: Flow) -> list[Problem]:
    """What keeps the add-on from being asked with the shared flow: what it does to it, and what is wrong with both
    together that is not wrong with the shared flow alone."""
    alone = set(check(shared))
    together = [each for each in check(compose(shared, addon)) if each not in alone]
    return [*_clashes(shared, addon), *together]


def _clashes(shared: Flow, addon: Flow) -> Iterator[Problem]:
    place, section = said("add-on {key}", key=addon.key), addon.section or ""
    if addon.extends != shared.key or addon.key != addon_key(shared.key, section):
        mend = said("call it {key}", key=addon_key(shared.key, section))
        yield Problem(place, said("its key does not say what it is"), mend)
    if len(addon.key) > KEY_MAX:
        mend = said("keys of flow and section have at most {most} characters together", most=KEY_MAX - 1)
        yield Problem(place, said("its key is too long"), mend)
    for language in addon.languages:
        if language not in shared.languages:
            wrong = said("{flow} is not asked in {language}", flow=shared.key, language=language)
            yield Problem(place, wrong, said("use the languages of the shared flow"))
    yield from _taken(shared, addon)
    for name in sorted(addon.choice_lists.keys() & shared.choice_lists.keys()):
        if addon.choice_lists[name] != shared.choice_lists[name]:
            wrong = said("{flow} has a list of that name", flow=shared.key)
            yield Problem(said("list {name}", name=name), wrong, said("give yours another name"))
    for name in sorted(addon.tables.keys() & shared.tables.keys()):
        if addon.tables[name] != shared.tables[name]:
            wrong = said("{flow} has a table of that name", flow=shared.key)
            yield Problem(said("table {name}", name=name), wrong, said("give yours another name"))
    for name in sorted(addon.media.keys() & shared.media.keys()):
        if addon.media[name] != shared.media[name]:
            wrong = said("{flow} has a file of that name", flow=shared.key)
            yield Problem(said("file {name}", name=name), wrong, said("give yours another name"))


def _taken(shared: Flow, addon: Flow) -> Iterator[Problem]:
    names = set(_names(shared))
    for name in _names(addon):
        if name in names:
            wrong = said("{flow} has a question of that name", flow=shared.key)
            yield Problem(name, wrong, said("call yours {name}", name=f"{addon.section}_{name}"))
    fields = {question.fills for question in shared.questions() if question.fills}
    counted = {(question.figure, question.basis, question.measure) for question in shared.questions()}
    for question in addon.questions():
        if question.fills in fields:
            wrong = said("{flow} asks for the {field} already", flow=shared.key, field=question.fills or "")
            yield Problem(question.name, wrong, said("leave `fills` empty"))
        if question.figure and (question.figure, question.basis, question.measure) in counted:
            told = {"flow": shared.key, "figure": question.figure}
            wrong = said("{flow} counts {figure} already: it would be counted twice", **told)
            yield Problem(question.name, wrong, said("count it as something else, or not"))


def _names(flow: Flow) -> Iterator[str]:
    def of(items: tuple[Question | Group, ...]) -> Iterator[str]:
        for item in items:
            yield item.name
            if isinstance(item, Group):
                yield from of(item.items)

    return of(flow.items)
