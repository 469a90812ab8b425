"""How dates are said, language by language. Adding a language is adding an entry.

Words stand in folded form (`texts.folding.fold`). Names of months and weekdays come from CLDR, for every country whose
names differ; what people write besides stands here. dateparser knows few of these relative dates, so this table goes
first.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class DateWords:
    """One language's words around dates."""

    #: Locales whose names of months and weekdays people may write.
    locales: tuple[str, ...]
    #: Days before today; the future is negative; None: no day, though it holds the words of one.
    relative: Mapping[str, int | None]
    #: Around "3 days": what makes it a time in the past.
    before_ago: tuple[str, ...]
    after_ago: tuple[str, ...]
    #: Days in a unit that is counted, and in one that needs no count (Arabic has a dual; "days ago" is no day).
    units: Mapping[str, int]
    uncounted: Mapping[str, int]
    #: "Tuesday last week"
    weeks: frozenset[str]
    last_year: tuple[str, ...]
    last: frozenset[str]
    next: frozenset[str]
    #: "Tuesday before last"
    before_last: tuple[str, ...]
    #: What may stand beside a bare day or weekday.
    fillers: frozenset[str]
    ordinals: tuple[str, ...] = ()
    #: The first of a month in a word; the other days are written in digits.
    first: tuple[str, ...] = ()
    #: Between day and month, or month and year; between the first and the last of several days.
    links: tuple[str, ...] = ()
    ranges: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    months: Mapping[str, int] = field(default_factory=dict)
    weekdays: Mapping[str, int] = field(default_factory=dict)


_ENGLISH = DateWords(
    locales=("en", "en_GB", "en_AU"),
    relative={
        "today": 0, "this morning": 0, "this afternoon": 0, "this evening": 0, "tonight": 0, "just now": 0, "now": 0,
        "earlier today": 0, "yesterday": 1, "last night": 1, "the night before last": 2, "day before yesterday": 2,
        "yday": 1, "tomorrow": -1, "day after tomorrow": -2,
    },
    before_ago=(),
    after_ago=("ago", "back"),
    units={"day": 1, "days": 1, "night": 1, "nights": 1, "week": 7, "weeks": 7, "fortnight": 14},
    uncounted={},
    weeks=frozenset({"week"}),
    last_year=("last year",),
    last=frozenset({"last", "past", "previous"}),
    next=frozenset({"next", "coming"}),
    before_last=("before last",),
    fillers=frozenset(
        {
            "on", "the", "it", "was", "this", "date", "in", "at", "of", "month", "morning", "noon", "afternoon",
            "evening", "night",
        }
    ),
    ordinals=("st", "nd", "rd", "th"),
    first=("first",),
    links=("of",),
    ranges=("and", "to", "or"),
    counts={"a": 1, "an": 1, "couple of": 2, "a couple of": 2},
    months={"sept": 9},
    weekdays={"tues": 1, "weds": 2, "thur": 3, "thurs": 3},
)  # fmt: skip

_FRENCH = DateWords(
    locales=("fr", "fr_CA"),
    relative={
        "aujourd hui": 0, "ce matin": 0, "cet apres midi": 0, "ce midi": 0, "ce soir": 0, "cette nuit": 0,
        "a l instant": 0, "maintenant": 0, "tout a l heure": 0, "hier": 1, "hier soir": 1, "la veille": 1,
        "avant hier": 2, "avanthier": 2, "avant veille": 2,
        "avant avant hier": 3, "demain": -1, "apres demain": -2,
    },
    before_ago=("il y a", "y a", "voila", "ca fait", "cela fait"),
    after_ago=(),
    units={"jour": 1, "jours": 1, "semaine": 7, "semaines": 7},
    uncounted={},
    weeks=frozenset({"semaine"}),
    last_year=("l an dernier", "l an passe", "l annee derniere", "l annee passee"),
    last=frozenset({"dernier", "derniere", "passe", "passee", "precedent", "precedente"}),
    next=frozenset({"prochain", "prochaine"}),
    before_last=("avant dernier", "avant derniere"),
    fillers=frozenset(
        {
            "le", "ce", "du", "de", "la", "l", "c", "etait", "date", "au", "dans", "en", "mois", "matin", "matinee",
            "midi", "apres", "apres-midi", "soir", "soiree", "nuit",
        }
    ),
    ordinals=("er", "e", "eme"),
    first=("premier",),
    links=("de", "d"),
    ranges=("au", "et", "ou", "a"),
    months={"jan": 1, "fev": 2, "avr": 4, "jui": 6, "juill": 7, "sep": 9},
)  # fmt: skip

_ARABIC = DateWords(
    locales=("ar", "ar_MA", "ar_SY", "ar_DZ", "ar_MR"),
    relative={
        "اليوم": 0, "هذا الصباح": 0, "هذا اليوم": 0, "صباح اليوم": 0, "هذا المساء": 0, "الليله": 0, "الان": 0,
        "هذه الليله": 0, "قبل قليل": 0, "النهارده": 0, "امس": 1, "البارحه": 1, "البارح": 1, "مبارح": 1, "امبارح": 1,
        "الليله الماضيه": 1, "الليله البارحه": 1, "ليله البارحه": 1, "ليله امس": 1, "اول امس": 2, "اول من امس": 2,
        "امس الاول": 2, "قبل امس": 2, "قبل البارحه": 2, "اول البارحه": 2, "اول البارح": 2, "غدا": -1, "الغد": -1,
        "بكره": -1, "بعد غد": -2,
    },
    before_ago=("قبل", "منذ", "من"),
    after_ago=(),
    units={"يوم": 1, "يوما": 1, "ايام": 1, "اسبوع": 7, "اسبوعا": 7, "اسابيع": 7},
    uncounted={"يوم": 1, "يومين": 2, "اسبوع": 7, "اسبوعين": 14},
    weeks=frozenset({"الاسبوع"}),
    last_year=("العام الماضي", "السنه الماضيه"),
    last=frozenset(
        {
            "الماضي", "الماضيه", "الفايت", "الفايته", "السابق", "السابقه", "المنصرم", "المنصرمه", "الاخير", "الاخيره",
        }
    ),
    next=frozenset({"القادم", "القادمه", "المقبل", "المقبله", "الجاي", "الجايه"}),
    before_last=("قبل الماضي", "قبل الماضيه", "قبل الفايت", "قبل الاخير", "قبل الاخيره"),
    fillers=frozenset(
        {
            "يوم", "في", "بتاريخ", "تاريخ", "كان", "من", "هذا", "الشهر", "شهر", "صباحا", "صباح", "ظهرا", "عصرا",
            "مساء", "ليلا", "ليله", "فجرا",
        }
    ),
    first=("الاول", "اول"),
    links=("من", "شهر", "من شهر", "عام", "سنه"),
    ranges=("و", "الي", "حتي", "او"),
    months={"تشرين اول": 10, "تشرين ثاني": 11, "كانون اول": 12, "كانون ثاني": 1},
    weekdays={"الثلاثا": 1, "التلات": 1, "التلاتاء": 1, "الثلثاء": 1, "الاربعا": 2, "الاتنين": 0},
)  # fmt: skip

_SPANISH = DateWords(
    locales=("es", "es_MX", "es_PE"),
    relative={
        "hoy": 0, "esta manana": 0, "este mediodia": 0, "esta tarde": 0, "esta noche": 0, "esta madrugada": 0,
        "ahora": 0, "ahora mismo": 0, "hace un rato": 0, "hace un momento": 0, "hace poco": 0, "ayer": 1, "anoche": 1,
        "anteayer": 2, "antes de ayer": 2, "antier": 2, "anteanoche": 2, "antenoche": 2, "antes de anoche": 2,
        "trasanteayer": 3, "manana": -1, "pasado manana": -2,
        "por la manana": None, "en la manana": None, "a la manana": None, "de la manana": None,
    },
    before_ago=("hace",),
    after_ago=("atras",),
    units={"dia": 1, "dias": 1, "noche": 1, "noches": 1, "semana": 7, "semanas": 7, "quincena": 15},
    uncounted={},
    weeks=frozenset({"semana"}),
    last_year=("ano pasado",),
    last=frozenset({"pasado", "pasada", "ultimo", "anterior"}),
    next=frozenset({"proximo", "proxima", "siguiente", "viene"}),
    before_last=("antepasado", "antepasada", "penultimo"),
    fillers=frozenset(
        {
            "el", "este", "fue", "era", "dia", "fecha", "en", "la", "del", "de", "a", "al", "por", "manana", "mediodia",
            "tarde", "noche", "mes",
        }
    ),
    ordinals=("o", "ro", "er"),
    first=("primero", "primer"),
    links=("de", "del"),
    ranges=("y", "al", "a", "o"),
    counts={"par de": 2, "un par de": 2},
    months={"set": 9, "sep": 9},
)  # fmt: skip

DATE_WORDS: Mapping[str, DateWords] = {"en": _ENGLISH, "fr": _FRENCH, "ar": _ARABIC, "es": _SPANISH}
