"""Why an answer was not taken, in the person's language, and what to do next."""

from flows.effects import Rejected, RejectionCode
from texts.locale import Voice

MAX_DOWNLOAD_MB = 20  # Telegram lets bots fetch no larger files


def rejection(rejected: Rejected, voice: Voice) -> str:
    """One or two kind sentences for a rejection; plain text."""
    params = rejected.params
    match rejected.code:
        case RejectionCode.EMPTY:
            return voice("I could not read anything in that message. Please write it again.")
        case RejectionCode.TOO_LONG:
            return voice(
                "That is longer than {limit} characters. Please send it in fewer words.", limit=int(params["limit"])
            )
        case RejectionCode.NOT_A_NUMBER:
            return voice("I did not find a number in that. Please send one, such as {example}.", example=1250)
        case RejectionCode.NOT_WHOLE:
            return voice(
                "That is not a whole number. Please send one without a fraction, such as {example}.", example=42
            )
        case RejectionCode.SEVERAL_NUMBERS:
            return voice("I found more than one number. Please send just the one that is asked for.")
        case RejectionCode.TOO_BIG:
            return voice("That number is too big for me. Please send one below {limit}.", limit=int(params["limit"]))
        case RejectionCode.NEGATIVE:
            return voice("That number is below zero. Please send how many there were.")
        case RejectionCode.NOT_A_DATE:
            return voice(
                "That is not a date I know. Please send it like {example}, or tap a day.", example="21/10/2014"
            )
        case RejectionCode.NO_SUCH_CHOICE:
            return voice("I did not find that among the choices. Please tap one, or write it in other words.")
        case RejectionCode.CONSTRAINT:
            return str(params.get("message") or voice("That answer does not fit here. Please look at it once more."))
        case RejectionCode.REQUIRED:
            return str(params.get("message") or voice("This question needs an answer before the report can be filed."))
        case RejectionCode.TOO_MANY_FILES:
            return voice("That is more than {limit} files. I kept the first ones.", limit=int(params["limit"]))
        case RejectionCode.USE_CHECK:
            return voice("Please tap one of the buttons first.")
        case RejectionCode.USE_REVIEW:
            return voice("All questions are answered. Please tap a line to change it, or file the report.")
        case _:
            return _wanted(rejected.code, voice)


def _wanted(code: RejectionCode, voice: Voice) -> str:
    """Something of another kind came: what is wanted here."""
    return {
        RejectionCode.TEXT_WANTED: voice("Here I need a written answer. Please write it as a message."),
        RejectionCode.NUMBER_WANTED: voice("Here I need a number. Please write it as a message."),
        RejectionCode.DATE_WANTED: voice("Here I need a date. Please tap a day, or write it."),
        RejectionCode.CHOICE_WANTED: voice("Here I need one of the choices. Please tap one, or write it."),
        RejectionCode.PICTURE_WANTED: voice(
            "Here I need a picture. Please send a photo, or tap Skip if there is none."
        ),
        RejectionCode.FILE_WANTED: voice(
            "Here I need a file. Please send it as a document, or tap Skip if there is none."
        ),
    }[code]


def too_large(voice: Voice) -> str:
    """A file that Telegram does not let bots fetch."""
    return voice(
        "That file is larger than {limit} MB, which I cannot fetch. Please send a smaller one.", limit=MAX_DOWNLOAD_MB
    )
