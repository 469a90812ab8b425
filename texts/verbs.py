"""What our buttons ask for, beyond the flow's own verbs (`flows.inputs.Verb`). A verb is 1-3 letters in
callback data.
"""

from enum import StrEnum


class ChatVerb(StrEnum):
    """Chat-level verbs. `code`, `version` and `index` of the tap mean, by verb, what the comment says."""

    # joining: code is the invite code, or that of an event's link and the section (`bot.ways_in`); index: the language
    JOIN_LANGUAGE = "jl"
    JOIN_AGREE = "ja"  # version: of the consent text
    JOIN_DECLINE = "jd"
    JOIN_SECTION = "js"  # of those that take part in an event
    JOIN_PAGE = "jp"  # version: the page of sections
    # beginning: code is the flow's key, version the id of the update that drew the menu
    BEGIN = "bg"
    ANOTHER = "an"  # the same, on a receipt, which stays in the chat
    MENU = "rm"
    # what was sent out of any session: code and version as for BEGIN, of the update that brought it
    OFFER_TAKE = "of"
    OFFER_EVENT = "oe"  # code is the event's
    OFFER_NO = "ox"  # code is the session's
    OFFER_SHOW = "ow"
    # the shelf of drafts
    SHELF = "dr"  # index: the page
    # a report like one filed before: code is that one's reference, version the id of the update that drew its card
    COPY = "cp"
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
    LEAVE = "lv"  # a change of a filed report, or of an event, is given up
    SAME = "du"  # the same event as a report filed before: index tells which (`bot.handlers.doubles`)
    SHARE = "sh"  # the same, and this is a share of it
    NOT_SAME = "dn"
    # a reminder: code is the id of one of those in the message, in hexadecimal
    REMIND_REPORT = "rr"  # report what just that one asks about
    REMIND_NOTHING = "rb"  # nothing more to report of the area and month that just that one asks about
    REMIND_DELETE = "rdl"  # the draft that just that one tells of
    REMIND_ABSENT = "ra"  # the person was not at the event that just that one asks about
    REMIND_TOMORROW = "rt"  # all of the message, as the next two
    REMIND_NEXT_WEEK = "rn"
    REMIND_STOP = "rz"
    REMIND_AGAIN = "rag"  # the message anew
    # a follow-up: code as for a reminder
    FOLLOW_NONE = "fun"  # nothing came of all that it asks about
    FOLLOW_YES = "fuy"  # index: the page of the choice, version 1: tapped there
    FOLLOW_THIS = "fut"  # something came of just that one; version 1: of all
    # a report: code is its reference
    OPEN = "op"
    LIST = "ls"  # index: the page
    PICTURES = "pi"
    WITHDRAW = "wd"
    WITHDRAW_SURE = "ws"
    RESTORE = "re"
    FORGET = "fo"
    FORGET_SURE = "fs"
    AMEND = "am"
    VERSIONS = "vs"  # index: the version; 0: the one before the present one
    # an event: code is its own
    EVENTS = "ev"  # code: empty, or `past`; index: the page
    EVENT_OPEN = "eo"
    EVENT_POSTER = "ep"
    EVENT_REPORTS = "er"
    EVENT_CHANGE = "eg"  # version as for BEGIN
    EVENT_CANCEL = "ec"
    EVENT_CANCEL_SURE = "es"
    EVENT_BEGIN = "eb"  # by somebody who came by its link; version as for BEGIN
    # a digest: code is its id; index: the page
    DIGEST_ALL = "dga"
    DIGEST_CELL = "dgc"  # version: the number's position
    DIGEST_REPORT = "dgr"  # then the report's reference; version: the same
    DIGEST_STORY = "dgs"  # then the report's reference
    # one that is made when asked for: code is what it tells of (`bot.handlers.digest_scopes`) and the period's name
    DIGEST = "dg"
    DIGEST_SCOPES = "dgo"  # code: the period's name alone; index: the page
    # subscriptions to digests
    SUBSCRIPTIONS = "su"
    SUBSCRIBE = "sun"  # code: what it shall tell of; index: the page
    SUBSCRIPTION = "suo"  # code: its id, as of the following
    SUBSCRIPTION_WHEN = "suw"  # index: what is to be chosen
    SUBSCRIPTION_SET = "sus"  # index: the same; version: what was chosen
    SUBSCRIPTION_STOP = "sux"
    SUBSCRIPTION_OFFER = "suf"  # one asked for in a group; index: the page of scopes
    SUBSCRIPTION_SURE = "suy"  # then what it shall tell of
    # the reports of a section, campaign, ...: code is what the list is narrowed to (`bot.report_choice`)
    REPORTS = "rl"  # index: the page
    REPORTS_WAY = "rw"  # index: what is to be chosen; version: the page of its choices
    REPORTS_OPEN = "ro"  # the report's reference behind the code; index: the page to come back to
    REPORTS_EXPORT = "rx"
    # a voice note: code is the report's reference, index its place among the report's notes
    LISTEN = "vl"
    WRITE_DOWN = "vw"  # version: the id of the update that drew the card
    # the people of a section: code begins with the section's number (`bot.staff`)
    PEOPLE = "pl"  # index: the page; version 1: as a new message
    PEOPLE_OF = "pc"  # index: the page of the sections to choose from
    PERSON = "po"  # then the person; index: the page to come back to
    ROLE_GIVE = "pv"  # index: the role
    ROLE_TAKE = "pt"  # then the number of the role's scope; index: the role
    PERSON_GROUPS = "pg"  # index: the page
    PERSON_GROUP = "pgs"  # then the group's number, or nothing
    REMOVE = "px"
    REMOVE_SURE = "pxs"
    INVITE = "iv"
    INVITE_WITH = "ie"  # then what it shall give (`bot.handlers.inviting`); index: the page of groups
    INVITE_MAKE = "im"  # the same; version: the id of the update that drew the card
    INVITES = "il"  # index: the page
    INVITE_REVOKE = "ik"  # then the invitation
    # a section: code begins with its number
    SECTION = "sc"
    SECTION_OF = "so"  # index: the page of the sections to choose from
    SECTION_LANGUAGES = "sl"
    SECTION_LANGUAGE = "sls"  # index: the language
    SECTION_AREAS = "sa"
    SECTION_AREA = "sas"  # index: the area; version: 1 expected, 0 not
    SECTION_CALENDAR = "sd"
    SECTION_BLOCK = "sdx"  # then the block's number: take it out
    SECTION_GROUPS = "sg"  # index: the page
    SECTION_RISK = "sr"  # index: 1 at risk, 0 not
    SECTION_RISK_SURE = "srs"
    # flows as they are edited: code begins with the flow's mark, then the question's (`bot.handlers.flows.opened`);
    # version, where something is changed: what it was when the card was drawn
    FLOWS = "fl"  # index: the page
    FLOW = "flo"
    FLOW_CHANGES = "flc"  # index: the page
    FLOW_UNDO = "flu"  # version: the draft's
    FLOW_AGREE = "fla"  # then the approval's id
    FLOW_SETTINGS = "fls"
    FLOW_AUDIENCE = "flr"  # index: the role
    FLOW_ADDON = "flx"  # index: the page of the sections to choose from
    FLOW_ADDON_OF = "fly"  # then the section's number
    FLOW_PROBLEMS = "flp"  # index: the page
    QUESTIONS = "qs"  # index: the page
    QUESTION = "qo"
    QUESTION_SET = "qt"  # index: what it is set to (`bot.handlers.flows.settings`)
    QUESTION_WORDS = "qw"  # index: the page
    WORDING = "qwt"  # then the choice, if it is one's; without a question the flow's title; index: which wording
    QUESTION_TYPE = "qy"  # index: what is typed (`bot.handlers.flows.settings`)
    QUESTION_ORDER = "ql"  # index: the page
    QUESTION_AFTER = "qa"  # then what it shall stand behind
    QUESTION_FIGURE = "qf"
    QUESTION_COUNTED = "qfs"  # then the mark of what is counted
    QUESTION_NEW = "qn"  # index: the page
    QUESTION_NEW_TYPE = "qnt"  # index: the type
    CHOICES = "qc"  # index: the page
    CHOICE = "qd"  # then the choice
    CHOICE_SET = "qe"  # then the choice; index: what is done to it
    RULE = "qr"
    RULE_QUESTION = "qrq"  # index: how it is joined, and the page
    RULE_COMPARE = "qrc"  # then the question compared; index: how it is joined
    RULE_VALUE = "qrv"  # the same; index: how it is joined, the comparison, and the page
    RULE_SET = "qrs"  # the same, then the choice; index: the same
    RULE_NONE = "qrn"
    TASK = "tk"  # then the task's own subject; index: the task (`bot.tasks`); version: the id of the update
    # a draft of a flow that is walked through: code and version are the session's, or code is the flow's
    PREVIEW = "fp"  # index: of the flow's languages, from 1; 0: the person's
    PREVIEW_LANGUAGES = "fpl"
    PREVIEW_LANGUAGE = "fps"  # index: of the flow's languages
    PREVIEW_END = "fpe"
    # flows as files: code is the flow's mark, the handed session's code or the upload's id
    HANDED_PROBLEMS = "hfp"  # index: the page
    HANDED_WITHOUT = "hfw"
    HANDED_DISCARD = "hfd"
    UPLOAD_SIDE = "ups"  # index: 0 the chat's, 1 the file's; version: which conflict
    UPLOAD_DISCARD = "upd"
    FLOW_SHEET = "ffs"
    FLOW_TRANSLATE = "fft"  # index: of the flow's languages, from 1
    FLOW_TRANSLATE_AS = "ffl"  # index: the same; version: 0 xlsx, 1 PO
    FLOW_PICTURE = "ffp"
    # a draft's way out: code is the flow's mark, version the draft's
    FLOW_DRY_RUN = "fdr"
    FLOW_PUBLISH = "fpb"
    FLOW_PUBLISH_SURE = "fpy"
    FLOW_NOTE = "fpn"
    FLOW_DISCARD = "fdi"
    FLOW_DISCARD_SURE = "fds"
    # its revisions: version is a revision's number
    FLOW_HISTORY = "fhi"  # index: the page
    FLOW_REVISION = "fre"
    FLOW_COMPARE = "fco"  # index: the number of the one it is held against; 0: still to be chosen
    FLOW_ROLL_BACK = "frb"
    FLOW_ROLL_BACK_SURE = "frs"
    FLOW_HEALTH = "fhe"  # index: the page
    # the person
    MY_GROUP = "mg"  # code: the group's number, or nothing
    LEAVE_SECTION = "les"
    FORGET_ALL = "fa"
    FORGET_ALL_SURE = "fas"
    SAFETY = "sf"
    AT_RISK = "ar"  # index: 1 at risk, 0 no longer
    PANIC = "pw"  # index: 1 choose a word, 0 have none
    READ = "rd"
    ZONE = "zn"
    ZONE_ASK = "zna"
    ZONE_SECTION = "zns"
