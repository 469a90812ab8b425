"""What goes wrong outside of a conversation: one clear line for whoever operates the bot."""


class OperatorError(Exception):
    """Something that the operator must mend; its text is the one line that the command line prints."""
