"""How numbers and their qualifiers are said, language by language. Adding a language is adding an entry.

Words stand in folded form (`texts.folding.fold`): small letters, no accents, Arabic letter variants as one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Literal

#: How exact a figure is said to be (the words of the figure's qualifier).
Qualifier = Literal["exactly", "almost", "over", "at_least", "about"]


@dataclass(frozen=True, slots=True)
class NumberWords:
    """One language's words around numbers."""

    values: Mapping[str, int]
    #: What multiplies the words before it; those in `bare` may stand alone for one ("mille", "a hundred").
    scales: Mapping[str, int]
    bare: frozenset[str]
    #: Words between the parts of a number, also when written onto the next word (Arabic و).
    joiners: frozenset[str]
    prefix_joiner: str = ""
    #: What may follow a value: after 60 in French up to 19 (soixante-dix-neuf). Others follow the rule in `room_after`.
    rooms: Mapping[int, int] = field(default_factory=dict)
    #: Half of what came before a joiner ("a million and a half") or comes after ("half a million").
    halves: frozenset[str] = frozenset()
    #: Numbers only where no other stands ("une pétition", but "une pile de 300").
    weak: frozenset[str] = frozenset()
    #: Round numbers: "une centaine" is about 100.
    about: frozenset[str] = frozenset()
    #: Before or after the counted thing, and not part of it.
    fillers: frozenset[str] = frozenset()
    #: Sign before the decimals; the other one groups thousands.
    decimal_sign: str = "."
    #: Patterns; "#" is the number itself, the others may stand anywhere.
    qualifiers: Mapping[Qualifier, tuple[str, ...]] = field(default_factory=dict)

    def room_after(self, value: int) -> int:
        """Numbers under this may be added to the value in words: 10 after twenty, 100 after two hundred."""
        if value in self.rooms:
            return self.rooms[value]
        for scale in (1000, 100, 10):
            if value >= scale and value % scale == 0 and value != 10:
                return scale
        return 1


# "Up to" and "less than" have no qualifier of their own; "about" is the one that claims least.
_SIGNS: dict[Qualifier, tuple[str, ...]] = {
    "about": ("~ #", "≈ #", "± #", "ca #", "ca. #", "circa #", "< #", "≤ #", "< = #"),
    "over": ("> #",),
    "at_least": ("≥ #", "> = #", "# +"),
}


def _row(words: str, *, first: int = 0, by: int = 1) -> dict[str, int]:
    """Words that count upwards."""
    return {word: first + by * place for place, word in enumerate(words.split())}


def _with_signs(words: dict[Qualifier, tuple[str, ...]]) -> dict[Qualifier, tuple[str, ...]]:
    return {key: (*words.get(key, ()), *_SIGNS.get(key, ())) for key in words}


_ENGLISH = NumberWords(
    values=_row(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
        " seventeen eighteen nineteen"
    )
    | _row("twenty thirty forty fifty sixty seventy eighty ninety", first=20, by=10)
    | {"dozen": 12, "none": 0, "nobody": 0, "no one": 0},
    scales={
        "hundred": 100, "thousand": 10**3, "thousands": 10**3, "million": 10**6, "millions": 10**6, "billion": 10**9,
    },
    bare=frozenset({"hundred", "thousand", "million"}),
    joiners=frozenset({"and", "-"}),
    halves=frozenset({"a half", "half a", "half"}),
    weak=frozenset({"one", "none", "nobody", "no one"}),
    fillers=frozenset({"of", "the", "a", "an", "on"}),
    qualifiers=_with_signs(
        {
            "exactly": ("exactly", "precisely", "exact"),
            "about": (
                "about", "around", "roughly", "approximately", "approx", "some #", "# or so", "# ish", "# - ish",
                "more or less",
                "not exactly", "up to #", "at most", "no more than", "not more than", "less than", "fewer than",
                "under #", "below #",
            ),
            "over": ("over #", "more than", "above #", "well over", "just over", "in excess of", "upwards of"),
            "at_least": (
                "at least", "no less than", "not less than", "no fewer than", "not fewer than", "minimum",
                "# or more", "# plus",
            ),
            "almost": ("almost", "nearly", "close to", "just under", "not quite", "just short of"),
        }
    ),
)  # fmt: skip

_FRENCH = NumberWords(
    values=_row("zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize")
    | {
        "aucun": 0, "aucune": 0, "une": 1, "vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60,
        "septante": 70, "octante": 80, "huitante": 80, "nonante": 90, "quatre vingt": 80, "quatre vingts": 80,
        "dizaine": 10,
        "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "quarantaine": 40, "cinquantaine": 50,
        "soixantaine": 60,
    },
    scales={
        "cent": 100, "cents": 100, "centaine": 100, "centaines": 100, "mille": 10**3, "millier": 10**3,
        "milliers": 10**3, "million": 10**6, "millions": 10**6, "milliard": 10**9, "milliards": 10**9,
    },
    bare=frozenset({"cent", "centaine", "mille", "millier", "million"}),
    joiners=frozenset({"et", "-"}),
    rooms={10: 10, 60: 20, 80: 20},
    halves=frozenset({"demi", "demie"}),
    weak=frozenset({"un", "une", "aucun", "aucune"}),
    about=frozenset(
        {
            "dizaine", "quinzaine", "vingtaine", "trentaine", "quarantaine", "cinquantaine", "soixantaine",
            "centaine", "centaines", "millier", "milliers",
        }
    ),
    fillers=frozenset({"de", "d", "des", "du", "les", "le", "la", "l", "en"}),
    decimal_sign=",",
    qualifiers=_with_signs(
        {
            "exactly": ("exactement", "precisement", "tout juste", "exact"),
            "about": (
                "environ", "a peu pres", "autour de", "approximativement", "quelque #", "quelques #", "dans les #",
                "jusqu a", "au plus", "au maximum", "moins de", "pas plus de",
            ),
            "over": ("plus de", "plus d", "au dela de", "superieur a"),
            "at_least": ("au moins", "au minimum", "pas moins de", "# ou plus", "minimum"),
            "almost": ("presque", "pres de", "pres d", "quasiment", "un peu moins de", "bientot #"),
        }
    ),
)  # fmt: skip

_ARABIC_UNITS = {
    3: ("ثلاثه", "ثلاث"), 4: ("اربعه", "اربع"), 5: ("خمسه", "خمس"), 6: ("سته", "ست"), 7: ("سبعه", "سبع"),
    8: ("ثمانيه", "ثماني", "ثمان"), 9: ("تسعه", "تسع"),
}  # fmt: skip
_ARABIC_TEENS = {
    f"{unit} {ten}": 10 + value for value, units in _ARABIC_UNITS.items() for unit in units for ten in ("عشر", "عشره")
}
_ARABIC_HUNDREDS = {
    f"{unit}{hundred}": 100 * value
    for value, units in _ARABIC_UNITS.items()
    for unit in units
    for hundred in ("مءه", "ميه", "مايه", "ماءه", "مئه")
}
_ARABIC = NumberWords(
    values={unit: value for value, units in _ARABIC_UNITS.items() for unit in units}
    | _ARABIC_TEENS
    | _ARABIC_HUNDREDS
    | {
        "صفر": 0, "لا احد": 0, "واحد": 1, "واحده": 1, "اثنان": 2, "اثنين": 2, "اثنتان": 2, "اثنتين": 2, "عشره": 10,
        "عشر": 10, "احد عشر": 11, "احدي عشره": 11, "اثنا عشر": 12, "اثني عشر": 12, "اثنتا عشره": 12, "اثنتي عشره": 12,
        "عشرون": 20, "عشرين": 20, "ثلاثون": 30, "ثلاثين": 30, "اربعون": 40, "اربعين": 40, "خمسون": 50,
        "خمسين": 50, "ستون": 60, "ستين": 60, "سبعون": 70, "سبعين": 70, "ثمانون": 80, "ثمانين": 80, "تسعون": 90,
        "تسعين": 90, "ميتان": 200, "ميتين": 200, "ميتا": 200, "ميتي": 200, "مايتان": 200, "مايتين": 200,
        "مايتا": 200, "مايتي": 200, "الفان": 2000, "الفين": 2000, "الفي": 2000, "مليونان": 2 * 10**6,
        "مليونين": 2 * 10**6,
    },
    scales={
        "ميه": 100, "مايه": 100, "الف": 10**3, "الفا": 10**3, "الاف": 10**3, "مليون": 10**6, "مليونا": 10**6,
        "ملايين": 10**6, "مليار": 10**9,
        "مليارات": 10**9,
    },
    bare=frozenset({"ميه", "مايه", "الف", "مليون"}),
    joiners=frozenset({"و"}),
    prefix_joiner="و",
    halves=frozenset({"نصف"}),
    weak=frozenset({"واحد", "واحده", "لا احد"}),
    fillers=frozenset({"من", "يوم", "في"}),
    decimal_sign=",",
    qualifiers=_with_signs(
        {
            "exactly": ("بالضبط", "تحديدا", "تماما"),
            "about": (
                "حوالي", "بحوالي", "نحو #", "بنحو #", "تقريبا", "زهاء", "قرابه", "ما بين", "اقل من", "لا يزيد عن",
                "لا يتجاوز", "حتي #", "علي الاكثر",
            ),
            "over": ("اكثر من", "باكثر من", "ما يزيد عن", "ما يزيد علي", "يزيد عن", "ازيد من", "فوق #", "يفوق"),
            "at_least": ("علي الاقل", "لا يقل عن", "ما لا يقل عن", "# فاكثر", "# او اكثر"),
            "almost": ("ما يقارب", "يقارب", "ما يقرب من", "يقرب من", "يناهز", "ما يناهز"),
        }
    ),
)  # fmt: skip

_SPANISH_HUNDREDS = {
    f"{stem}{gender}": 100 * (place + 2)
    for place, stem in enumerate(
        ("doscient", "trescient", "cuatrocient", "quinient", "seiscient", "setecient", "ochocient", "novecient")
    )
    for gender in ("os", "as")
}
_SPANISH = NumberWords(
    values=_row(
        "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete"
        " dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete"
        " veintiocho veintinueve"
    )
    | _row("treinta cuarenta cincuenta sesenta setenta ochenta noventa", first=30, by=10)
    | _SPANISH_HUNDREDS
    | {
        "un": 1, "una": 1, "veintiun": 21, "veintiuna": 21, "ningun": 0, "ninguno": 0, "ninguna": 0, "nadie": 0,
        "cien": 100, "ciento": 100, "decena": 10, "docena": 12, "quincena": 15, "veintena": 20, "treintena": 30,
        "cuarentena": 40, "cincuentena": 50,
    },
    scales={
        "centenar": 100, "centenares": 100, "mil": 10**3, "millar": 10**3, "millares": 10**3, "millon": 10**6,
        "millones": 10**6, "mil millones": 10**9,
    },
    bare=frozenset({"centenar", "mil", "millar", "millon"}),
    joiners=frozenset({"y", "-"}),
    halves=frozenset({"medio", "media"}),
    weak=frozenset({"un", "uno", "una", "ningun", "ninguno", "ninguna", "nadie"}),
    about=frozenset(
        {
            "decena", "quincena", "veintena", "treintena", "cuarentena", "cincuentena", "centenar", "centenares",
            "millar", "millares",
        }
    ),
    fillers=frozenset({"de", "del", "el", "la", "los", "las", "en"}),
    decimal_sign=",",
    qualifiers=_with_signs(
        {
            "exactly": ("exactamente", "precisamente", "justamente", "justo #", "exactos", "exactas"),
            "about": (
                "unos #", "unas #", "alrededor de", "aproximadamente", "aprox", "mas o menos", "en torno a", "como #",
                "sobre #", "hasta #", "como mucho", "como maximo", "a lo sumo", "menos de", "no mas de",
            ),
            "over": ("mas de", "por encima de", "superior a", "# y pico"),
            "at_least": ("al menos", "por lo menos", "como minimo", "minimo", "no menos de", "# o mas"),
            "almost": ("casi", "cerca de", "poco menos de", "no llegan a", "no llega a"),
        }
    ),
)  # fmt: skip

NUMBER_WORDS: Mapping[str, NumberWords] = {"en": _ENGLISH, "fr": _FRENCH, "ar": _ARABIC, "es": _SPANISH}


@cache
def understood(language: str) -> NumberWords:
    """The language's words and, as people mix them, the scales and qualifiers of the others: "2 million", "plus de"."""
    own = NUMBER_WORDS[language]
    others = [words for words in NUMBER_WORDS.values() if words is not own]
    qualifiers: dict[Qualifier, tuple[str, ...]] = {}
    for words in (own, *others):
        for qualifier, patterns in words.qualifiers.items():
            qualifiers[qualifier] = qualifiers.get(qualifier, ()) + patterns
    return replace(
        own,
        scales={key: scale for words in (*others, own) for key, scale in words.scales.items()},
        bare=own.bare.union(*(words.bare for words in others)),
        qualifiers=qualifiers,
    )
