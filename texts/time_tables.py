"""How times of day are said, language by language. Adding a language is adding an entry.

Words stand in folded form (`texts.folding.fold`); a key of several words is one expression.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time


def _hours(words: str) -> dict[str, int]:
    """The hours from one on; spellings of one are joined by a slash, words of one by an underscore."""
    spelt = enumerate((each.split("/") for each in words.split()), 1)
    return {spelling.replace("_", " "): hour for hour, each in spelt for spelling in each}


@dataclass(frozen=True, slots=True, eq=False)
class TimeWords:
    """One language's words around times of day."""

    hours: Mapping[str, int]
    minutes: Mapping[str, int]
    #: A time with a name: noon.
    named: Mapping[str, time]
    #: Half of the day: "am", "pm", or "night" (eleven at night is 23:00, two at night 02:00).
    halves: Mapping[str, str]
    #: Words that show that a time is meant, and tell nothing else: "at", "o'clock", "heures".
    signs: frozenset[str]
    #: "ten past six", "ten to six": the minutes come first.
    past: frozenset[str] = frozenset()
    to: frozenset[str] = frozenset()
    #: "six heures moins dix": the minutes come last.
    minus: frozenset[str] = frozenset()
    #: Whatever else may stand beside a time.
    fillers: frozenset[str] = frozenset()
    #: Whether "6:30" alone is surely the morning.
    counts_to_24: bool = False
    #: What is written onto the word after it (Arabic: and).
    prefix: str = ""

    @property
    def expressions(self) -> tuple[tuple[str, ...], ...]:
        """Everything of several words."""
        known = (*self.hours, *self.minutes, *self.named, *self.halves, *self.signs)
        return tuple(tuple(each.split()) for each in known if " " in each)


_ENGLISH = TimeWords(
    hours=_hours("one two three four five six seven eight nine ten eleven twelve"),
    minutes={
        "five": 5, "ten": 10, "fifteen": 15, "quarter": 15, "twenty": 20, "half": 30, "thirty": 30, "forty": 40,
        "fifty": 50,
    },
    named={"noon": time(12), "midday": time(12), "midnight": time(0)},
    halves={
        "am": "am", "morning": "am", "pm": "pm", "afternoon": "pm", "evening": "pm", "tonight": "pm", "night": "night",
    },
    signs=frozenset({"at", "o", "clock", "oclock", "around", "about", "h", "hrs", "hours"}),
    past=frozenset({"past", "after"}),
    to=frozenset({"to", "before", "til"}),
    fillers=frozenset({"a", "in", "the", "this", "it", "was", "minutes", "and"}),
)  # fmt: skip

_FRENCH = TimeWords(
    hours=_hours("une deux trois quatre cinq six sept huit neuf dix onze douze"),
    minutes={
        "cinq": 5, "dix": 10, "quart": 15, "quinze": 15, "vingt": 20, "demi": 30, "demie": 30, "trente": 30,
        "quarante": 40, "cinquante": 50,
    },
    named={"midi": time(12), "minuit": time(0)},
    halves={"matin": "am", "apres midi": "pm", "soir": "pm", "soiree": "pm", "nuit": "night"},
    signs=frozenset({"a", "heure", "heures", "h", "vers"}),
    minus=frozenset({"moins"}),
    fillers=frozenset({"et", "le", "de", "du", "la", "l", "ce", "cette", "c", "etait", "minutes"}),
    counts_to_24=True,
)  # fmt: skip

_SPANISH = TimeWords(
    hours=_hours("una dos tres cuatro cinco seis siete ocho nueve diez once doce"),
    minutes={
        "cinco": 5, "diez": 10, "cuarto": 15, "quince": 15, "veinte": 20, "veinticinco": 25, "media": 30, "treinta": 30,
        "cuarenta": 40, "cincuenta": 50,
    },
    named={"mediodia": time(12), "medianoche": time(0)},
    halves={"am": "am", "manana": "am", "madrugada": "am", "pm": "pm", "tarde": "pm", "noche": "night"},
    signs=frozenset({"las", "la", "hora", "horas", "h", "hs", "sobre"}),
    minus=frozenset({"menos"}),
    fillers=frozenset({"a", "y", "de", "del", "al", "por", "en", "eso", "era", "eran", "fue", "minutos", "esta"}),
)  # fmt: skip

_ARABIC = TimeWords(
    hours=_hours(
        "الواحده/واحده الثانيه/ثانيه الثالثه/ثلاثه الرابعه/اربعه الخامسه/خمسه السادسه/سته السابعه/سبعه"
        " الثامنه/ثمانيه التاسعه/تسعه العاشره/عشره الحاديه_عشره/الحاديه_عشر الثانيه_عشره/الثانيه_عشر"
    ),
    minutes={
        "خمس": 5, "خمسه": 5, "عشر": 10, "عشره": 10, "الربع": 15, "ربع": 15, "ربعا": 15, "الثلث": 20,
        "ثلث": 20, "ثلثا": 20, "عشرون": 20, "عشرين": 20, "النصف": 30, "نصف": 30, "ثلاثون": 30, "ثلاثين": 30,
        "اربعون": 40, "اربعين": 40, "خمسون": 50, "خمسين": 50,
    },
    named={"الظهر": time(12), "منتصف الليل": time(0), "منتصف النهار": time(12)},
    halves={
        "صباحا": "am", "الصباح": "am", "ص": "am", "فجرا": "am", "الفجر": "am", "ظهرا": "pm", "بعد الظهر": "pm",
        "عصرا": "pm", "العصر": "pm", "مساء": "pm", "المساء": "pm", "م": "pm", "ليلا": "night", "الليل": "night",
    },
    signs=frozenset({"الساعه", "ساعه", "حوالي", "نحو"}),
    minus=frozenset({"الا"}),
    fillers=frozenset({"في", "من", "عند", "تمام", "تماما", "هذا", "دقيقه", "دقائق"}),
    prefix="و",
)  # fmt: skip

TIME_WORDS: Mapping[str, TimeWords] = {"en": _ENGLISH, "fr": _FRENCH, "ar": _ARABIC, "es": _SPANISH}
