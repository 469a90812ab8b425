"""Names of what is new, made of the words that people type."""

from collections.abc import Collection, Iterable

from flows.definition import Choice
from texts.folding import fold

NAME_MAX = 32  # characters
_LINE_SIGNS = "-–•*·\t "


def slug(words: str) -> str:
    """Plain letters, digits and _ that begin with a letter; '' if the words have none, as in Arabic."""
    plain = "".join(char if char.isascii() and char.isalnum() else "_" for char in fold(words))
    joined = "_".join(part for part in plain.split("_") if part).lstrip("0123456789_")
    return joined[:NAME_MAX].rstrip("_")


def new_name(words: str, otherwise: str, taken: Collection[str]) -> str:
    """A name for something called so that nothing has yet; `otherwise`: where the words have no plain letters."""
    begun = slug(words) or otherwise
    if begun not in taken:
        return begun
    return next(name for number in range(2, len(taken) + 3) if (name := f"{begun}_{number}") not in taken)


def choices_from(typed: str, language: str, standing: Iterable[Choice] = ()) -> list[Choice]:
    """A choice for each line, as somebody types a list; those that stand there already are left out."""
    known = list(standing)
    labels = {words.casefold() for each in known for words in each.label.values()}
    names = {each.name for each in known}
    found: list[Choice] = []
    for line in typed.splitlines():
        label = " ".join(line.strip(_LINE_SIGNS).split())
        if label and label.casefold() not in labels:
            name = new_name(label, f"choice_{len(names) + 1}", names)
            names.add(name)
            labels.add(label.casefold())
            found.append(Choice(name=name, label={language: label}))
    return found
