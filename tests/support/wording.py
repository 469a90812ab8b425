"""What every wording must keep to, whether it stands in a catalog or in a flow."""

import re

from texts.clipping import utf16_len

LONGEST_BUTTON = 30  # characters as Telegram counts them, answers put in not counted

#: Words that are the same as in English, each with its reason. Signs and placeholders alone need none.
SAME = {
    "fr": {
        "Pause": "a French word",
        "correction": "a French word",
        "Signatures": "a French word",
        "Publication": "a French word",
        "Question": "a French word",
        "Questions": "a French word",
        "{n} question": "a French word",
        "{n} questions": "a French word",
        "Position": "a French word",
        "table {name}": "a French word",
        "Note": "a French word",
        "Actions": "a French word",
        "Action": "a French word",
        "{number} action": "a French word",
        "{number} actions": "a French word",
        "{number} contact": "a French word",
        "{number} contacts": "a French word",
        "Section": "a French word",
        "Date": "a French word",
        "Sections": "a French word",
        "Photos": "a French word",
        "Documents": "a French word",
        "Type": "a French word",
        "OK": "said everywhere",
    },
    "es": {"OK": "said everywhere", "No": "a Spanish word", "no": "a Spanish word"},
    "ar": {},
}

_NO_WORDS = re.compile(r"\$?{[^}]*}|</?\w+>|[^\w]|\d|_")
_SPACING = re.compile(r"'| [:;?!»]|« |\w[?!»]|«\w")

# The register: French says vous, Spanish tú, Arabic orders nobody about and addresses nobody as man or woman.
_REGISTER = {
    "fr": re.compile(r"\b(tu|toi|ton|tes|tien|tienne)\b", re.IGNORECASE),
    "es": re.compile(r"\b(usted|ustedes|vosotros|vosotras|vuestr[oa]s?|vos)\b", re.IGNORECASE),
    "ar": re.compile(
        r"(?<!\w)[وف]?(اكتب|اضغط|انقر|أرسل|ارسل|اختر|أدخل|ادخل|حدد|حدّد|راجع|أضف|حاول|افتح|انظر|تأكد|تأكّد|أخبر|اخبر"
        r"|احفظ|استخدم|استعمل|اذكر|أجب|ابدأ|تابع|أكمل|اسأل|انتظر|أنت|أنتم|لديك|عليك|يمكنك|تريد|تستطيع|هل تود)"
        r"(?:وا|ي|ها|ه|نا|ني|هم)?(?!\w)"
    ),
}


def same_as_english(language: str, english: str, translated: str) -> bool:
    """Whether a text was left in English."""
    return english == translated and bool(_NO_WORDS.sub("", english)) and english not in SAME[language]


def out_of_register(language: str, text: str) -> str:
    """The first word that does not keep to the register, or ''."""
    found = _REGISTER[language].search(text) if language in _REGISTER else None
    return found[0] if found else ""


def badly_spaced(language: str, text: str) -> bool:
    """French: curly apostrophes, and no ordinary space before a double sign or inside « »."""
    return language == "fr" and bool(_SPACING.search(text))


def button_too_long(label: str) -> bool:
    """Whether a label is longer than a phone shows, not counting what is put in for its placeholders."""
    return utf16_len(re.sub(r"\$?{[^}]*}", "", label)) > LONGEST_BUTTON
