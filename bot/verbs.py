"""What our buttons ask for, beyond the flow's own verbs (`flows.inputs.Verb`). A verb is 1-3 letters in
callback data.
"""

from enum import StrEnum


class ChatVerb(StrEnum):
    """Chat-level verbs. `code`, `version` and `index` of the tap mean, by verb, what the comment says."""

    # joining: code is the invite code
    JOIN_LANGUAGE = "jl"  # index: the language
    JOIN_AGREE = "ja"  # version: of the consent text; index: the language
    JOIN_DECLINE = "jd"
    # beginning: code is the flow's key, version the id of the update that drew the menu
    BEGIN = "bg"
    ANOTHER = "an"  # the same, on a receipt, which stays in the chat
    MENU = "rm"
    # a draft: code and version are the session's
    RESUME = "rs"
    MORE = "mo"
    PAUSE = "pa"
    DELETE = "dl"
    UNDELETE = "ud"
    DRAFT_LANGUAGE = "lg"  # the choice of languages, drawn on the session's card
    SPEAK = "sp"  # index: the language
    HELP = "hp"
    NO_DAY = "nd"  # a place of the calendar that holds no day of the month
    REVIEW_PAGE = "rp"  # index: the page of the review card's lines
    # a report: code is its reference
    OPEN = "op"
    LIST = "ls"  # index: the page
    PICTURES = "pi"
    WITHDRAW = "wd"
    WITHDRAW_SURE = "ws"
    RESTORE = "re"
    FORGET = "fo"
    FORGET_SURE = "fs"
    # the person
    FORGET_ALL = "fa"
    FORGET_ALL_SURE = "fas"
