"""What is counted, in words: "37,181 signatures delivered". Pure.

Figures that our flows count have words of their own, because a number needs its plural; any other goes by the label of
its question: "Leaflets: 300".
"""

from decimal import Decimal

from babel.numbers import get_minus_sign_symbol

from reports.digest.content import Cell, Names
from texts.clipping import clip, utf16_len
from texts.locale import SOURCE_LANGUAGE, Voice
from texts.numbers import qualified

MARKS = 3  # UTF-16 units: what sets a number apart in a line of the other direction, and "…"
SEVERAL = 5  # a number that takes the plural in all our languages
KIND, CHANGE = "kind", "change"  # keys of cells that count reports: of a kind, outcomes of a kind of change
WITHHELD, WITHDRAWN, RESTORED, AWAITED = "withheld", "withdrawn", "restored", "awaited"
WRITE_DOWN, TOTALS_DIFFER = "write_down", "totals_differ"

Forms = tuple[str, str]


def plural(one: str, several: str) -> Forms:
    """Mark both forms for translation; `voice.plural` speaks them later."""
    return one, several


FIGURES: dict[str, Forms] = {
    "signatures_delivered": plural("{number} signature delivered", "{number} signatures delivered"),
    "signatures_collected": plural("{number} signature collected", "{number} signatures collected"),
    "people_reached": plural("{number} person reached", "{number} people reached"),
    "people_trained": plural("{number} person trained", "{number} people trained"),
    "letters_written": plural("{number} letter written", "{number} letters written"),
    "messages_collected": plural("{number} message collected", "{number} messages collected"),
    "actions_taken": plural("{number} action taken", "{number} actions taken"),
    "meetings_held": plural("{number} meeting held", "{number} meetings held"),
    "media_items": plural("{number} item in the media", "{number} items in the media"),
    "training_sessions": plural("{number} training session", "{number} training sessions"),
    "training_cities": plural("{number} city with trainings", "{number} cities with trainings"),
    "leads": plural("{number} lead", "{number} leads"),
    "contacts": plural("{number} contact", "{number} contacts"),
    "members": plural("{number} member", "{number} members"),
    "paying_members": plural("{number} paying member", "{number} paying members"),
    "groups": plural("{number} group", "{number} groups"),
    "members_of_year": plural("{number} new member of the year", "{number} new members of the year"),
    "groups_taking_part": plural("{number} group taking part", "{number} groups taking part"),
    "groups_asked": plural("{number} group asked", "{number} groups asked"),
    "partners": plural("{number} partner", "{number} partners"),
    "new_partners": plural("{number} new partner", "{number} new partners"),
    "professionals_reached": plural("{number} professional reached", "{number} professionals reached"),
    "joint_events": plural("{number} joint event", "{number} joint events"),
    "parliamentary_questions": plural("{number} parliamentary question", "{number} parliamentary questions"),
    "statements": plural("{number} public statement", "{number} public statements"),
    "press_releases": plural("{number} press release", "{number} press releases"),
    "media_inquiries": plural("{number} question from the media", "{number} questions from the media"),
    "posts": plural("{number} post", "{number} posts"),
    "followers": plural("{number} follower", "{number} followers"),
}
KINDS: dict[str, Forms] = {
    "petition_delivery": plural("{number} petition delivery", "{number} petition deliveries"),
    "action": plural("{number} action", "{number} actions"),
    "outcome": plural("{number} change", "{number} changes"),
    "section_update": plural("{number} section update", "{number} section updates"),
}
REPORTS = plural("{number} report", "{number} reports")
ONLY_JOINT = plural("{number} report of a joint event", "{number} reports of joint events")
OTHERS: dict[str, Forms] = {
    WITHHELD: plural("{number} change that is not to be told", "{number} changes that are not to be told"),
    WITHDRAWN: plural("{number} report withdrawn", "{number} reports withdrawn"),
    RESTORED: plural("{number} withdrawn report counted again", "{number} withdrawn reports counted again"),
    AWAITED: plural("{number} update not yet received", "{number} updates not yet received"),
    WRITE_DOWN: plural("{number} voice report to write down", "{number} voice reports to write down"),
    TOTALS_DIFFER: plural("{number} joint event with different totals", "{number} joint events with different totals"),
}


def counted(cell: Cell, names: Names, voice: Voice) -> str:
    """What the cell says: "over 41,000 signatures delivered", "1,200 members now", "Leaflets: 300"."""
    told = _measured(cell, _counted(cell, names, voice), voice)
    return voice("{what}: {number}", what=named(cell.whose, voice.language), number=told) if cell.whose else told


def parts(cell: Cell, names: Names, voice: Voice, room: int) -> tuple[str, ...]:
    """The same as parts of a button's label, the number first: "about 900 members now", "Germany". What our words after
    the number, the label and the section have beyond `room` UTF-16 units each is clipped, never the number."""
    number, told = _number(cell, voice), clip(named(cell.whose, voice.language), room)
    if forms_of(cell) is None:
        return _measured(cell, number, voice), clip(_named(cell, names, voice), room), told
    words = _counted(cell, names, voice)
    before, itself, _ = words.partition(number)
    if itself:  # Arabic says one and two in a word
        words = clip(words, utf16_len(before + itself) + MARKS + room)
    return _measured(cell, words, voice), told


def label(cell: Cell, names: Names, voice: Voice) -> str:
    """The same without its number: "signatures delivered", "members now"."""
    return _measured(cell, _named(cell, names, voice), voice)


def _measured(cell: Cell, told: str, voice: Voice) -> str:
    if cell.measure == "so_far" or cell.part == "ever":
        return voice("{counted} so far", counted=told)
    return voice("{counted} now", counted=told) if cell.measure == "level_now" else told


def _named(cell: Cell, names: Names, voice: Voice) -> str:
    forms = forms_of(cell)
    if forms is None:
        return named(names, voice.language) or cell.key.replace("_", " ")
    return voice.plural(*forms, SEVERAL, number="").strip()


def forms_of(cell: Cell) -> Forms | None:
    """The words of a cell; None if only its label says what it counts."""
    if cell.key == KIND:
        return KINDS.get(cell.basis, REPORTS)
    return OTHERS.get(cell.key) or FIGURES.get(cell.key)


def only_again(cell: Cell) -> bool:
    """Whether its reports tell only of events that count by others, in an earlier period or outside of the scope: none
    is counted, and yet they came in. Whether this scope's digest told of them before is not known here."""
    return cell.key == KIND and not cell.value and cell.reports > 0


def named(names: Names, language: str) -> str:
    """The label in the language, else in English, else any; '' for none."""
    return names.get(language) or names.get(SOURCE_LANGUAGE) or next(iter(names.values()), "")


def _number(cell: Cell, voice: Voice) -> str:
    """With its qualifier; a correction always with its sign, and that first: "over −500" would be less than 500."""
    if only_again(cell):
        return qualified(Decimal(cell.reports), "exactly", voice)
    if not cell.is_change:
        return qualified(cell.value, cell.qualifier, voice)
    if not cell.value:  # over 41,000 are exactly 41,000 now
        return f"±{qualified(0, 'exactly', voice)}"
    sign = "+" if cell.value > 0 else get_minus_sign_symbol(voice.locale, numbering_system="default")
    return f"{sign}{qualified(abs(cell.value), cell.qualifier, voice)}"


def _counted(cell: Cell, names: Names, voice: Voice) -> str:
    number, forms = _number(cell, voice), forms_of(cell)
    if only_again(cell):
        return voice.plural(*ONLY_JOINT, cell.reports, number=number)
    if forms is not None:
        return _plural(cell, forms, number, voice)
    return voice("{what}: {number}", what=_named(cell, names, voice), number=number)


def _plural(cell: Cell, forms: Forms, number: str, voice: Voice) -> str:
    """A form may say its number itself, as Arabic's do for one and two: that is for so many exactly; "about two" and a
    correction by two take another form."""
    count = abs(int(cell.value))
    told = voice.plural(*forms, count, number=number)
    itself = cell.qualifier == "exactly" and cell.value == count and not cell.is_change
    return told if itself or number in told else voice.plural(*forms, SEVERAL, number=number)
