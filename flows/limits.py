"""Named maxima of flows and answers: a hostile or mistaken flow or answer meets one of these, not a crash."""

INTEGER_MAX = 10**12
"""Integers and the whole part of decimals stay below this, either side of zero."""

TEXT_MAX = 4096
"""Characters of one typed answer: as long as a Telegram message may be."""

WORDS_MAX = 200
"""Characters kept of the words written around a number, and of a caption (as many as Telegram allows) per picture."""

CAPTION_MAX = 1024

FILES_MAX = 20
"""Attachments of one answer: two full albums."""

QUESTIONS_MAX = 2_000
"""Questions, notes and calculations of one flow together."""

CHOICES_MAX = 10_000
"""Choices of one list; longer lists are tables."""

GROUP_DEPTH_MAX = 8

INSTANCES_MAX = 100
"""Instances of one repeat, in one instance of what is around it."""

REPEAT_DEPTH_MAX = 4
"""Repeats inside each other: the positions of all their questions still fit into a button."""

SESSION_QUESTIONS_MAX = 5_000
"""Questions, notes and calculations of one session, all instances of repeats together."""

KEY_MAX = 200
"""Characters of what an answer is kept under: a question's name, inside a repeat `trainings[100]/people`."""

PAGE_SIZE = 8
"""Options shown on one card; more are paged."""

OPTION_LABEL_MAX = 60
"""Characters of a choice's label that a button can show whole."""

TRAIL_MAX = 48
"""Accepted acts a session remembers to tell a stale button from a forged one."""

ALBUMS_MAX = 8
"""Albums whose late items still find their answer."""

ROUND_FROM = 100
"""From here on a number ending in 00 may well be rounded, so its qualifier is asked."""

LONG_FLOW = 40
"""Questions from which on a flow is long: a turn then remembers what is settled, and works chains out step by step."""
