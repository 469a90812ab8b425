"""Named maxima, so that a hostile or broken flow can neither hang a turn nor exhaust the stack."""

MAX_LENGTH = 20_000
"""Characters of one expression."""

MAX_DEPTH = 80
"""Brackets, calls, predicates and signs inside each other. Long chains such as `a + b + c` count once."""

MAX_VISITS = 200_000
"""Nodes looked at in one evaluation, all paths and predicates together."""

MAX_TEXT = 1_000_000
"""Characters of one text that an evaluation makes."""

MAX_PATTERN = 1_000
"""Characters of a regular expression."""

MAX_PATTERN_SIZE = 10_000
"""Parts of a regular expression with its counted repeats written out, as `(a{100}){50}` has 5,050."""

MAX_SECONDS = 0.5
"""Time on the processor one evaluation may take, once it walks paths or matches regular expressions."""
