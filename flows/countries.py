"""The table `countries`: every flow may ask for one without anybody keeping a list."""

from functools import lru_cache

from babel import Locale

from flows.context import Row, Table
from texts.locale import LANGUAGES

NAME = "countries"


@lru_cache(maxsize=1)
def countries() -> Table:
    """The countries and territories of ISO 3166 (alpha-2 codes) with CLDR's names in every language we speak."""
    names = {language: Locale(language).territories for language in LANGUAGES}
    codes = sorted({str(code) for code in names["en"]} - _NOT_ISO)
    return Table(
        NAME,
        {
            code: Row({language: names[language].get(code, code) for language in LANGUAGES})
            for code in codes
            if len(code) == 2 and code.isalpha()
        },
    )


#: CLDR's own inventions and groupings among the two-letter codes.
_NOT_ISO = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"})
