"""Why an answer was not taken, in the person's language, and what to do next."""

from collections.abc import Mapping
from typing import Any

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
        case RejectionCode.OUT_OF_RANGE:
            return _out_of_range(params, voice)
        case RejectionCode.POINT_UNASKED:
            return voice(
                "I have not kept that point on the map. Its name is enough; for the exact place, tap the button first."
            )
        case RejectionCode.POINT_UNSAFE:
            return voice("To protect you I keep no exact places, and have not kept this one. Please write its name.")
        case RejectionCode.NO_SUCH_CHOICE:
            return voice("I did not find that among the choices. Please tap one, or write it in other words.")
        case RejectionCode.CONSTRAINT:
            return _or_theirs(params, voice("That answer does not fit here. Please look at it once more."))
        case RejectionCode.REQUIRED:
            return _or_theirs(params, voice("This question needs an answer before the report can be filed."))
        case RejectionCode.CODE_UNREAD:
            return voice("I keep the picture, but I can not read a code in it. Please write the digits.")
        case RejectionCode.TOO_MANY_FILES:
            return voice("That is more than {limit} files. I kept the first ones.", limit=int(params["limit"]))
        case RejectionCode.TOO_MANY_QUESTIONS:
            return voice(
                "With that the report would have more than {limit} questions. Please tell the rest in another report.",
                limit=int(params["limit"]),
            )
        case RejectionCode.USE_CHECK:
            return voice("Please tap one of the buttons first.")
        case RejectionCode.USE_REVIEW:
            return voice("All questions are answered. Please tap a line to change it, or file the report.")
        case code if (unknown := _unknown_time(code, voice)) is not None:
            return unknown
        case _:
            return _wanted(rejected.code, voice)


def _unknown_time(code: RejectionCode, voice: Voice) -> str | None:
    """Of what was not understood as a date or time: how to write it; None of anything else."""
    match code:
        case RejectionCode.NOT_A_DATE:
            return voice(
                "That is not a date I know. Please send it like {example}, or tap a day.", example="21/10/2014"
            )
        case RejectionCode.NOT_A_MONTH:
            return voice("That is not a month I know. Please send it like {example}, or tap one.", example="10/2014")
        case RejectionCode.NOT_A_YEAR:
            return voice("That is not a year I know. Please send it like {example}, or tap one.", example="2014")
        case RejectionCode.NOT_A_TIME:
            return voice("That is not a time I know. Please send it like {example}, or tap one.", example="18:30")
        case RejectionCode.NOT_A_MOMENT:
            return voice(
                "I did not find a day in that. Please send it like {example}, or tap a day.", example="21/10/2014 18:30"
            )
    return None


def _wanted(code: RejectionCode, voice: Voice) -> str:
    """Something of another kind came: what is wanted here."""
    return {
        RejectionCode.TEXT_WANTED: voice("Here I need a written answer. Please write it as a message."),
        RejectionCode.NUMBER_WANTED: voice("Here I need a number. Please write it as a message."),
        RejectionCode.DATE_WANTED: voice("Here I need a date. Please tap a day, or write it."),
        RejectionCode.CHOICE_WANTED: voice("Here I need one of the choices. Please tap one, or write it."),
        RejectionCode.TIME_WANTED: voice("Here I need a time. Please tap one, or write it."),
        RejectionCode.PLACE_WANTED: voice("Here I need a place. Please write its name."),
        RejectionCode.AUDIO_WANTED: voice(
            "Here I need a recording. Please send a voice message, or tap Skip if there is none."
        ),
        RejectionCode.VIDEO_WANTED: voice("Here I need a video. Please send one, or tap Skip if there is none."),
        RejectionCode.PICTURE_WANTED: voice(
            "Here I need a picture. Please send a photo, or tap Skip if there is none."
        ),
        RejectionCode.CODE_WANTED: voice(
            "Here I need a barcode. Please write its digits, or send a photo of it."
        ),
        RejectionCode.FILE_WANTED: voice(
            "Here I need a file. Please send it as a document, or tap Skip if there is none."
        ),
    }[code]


def _or_theirs(params: Mapping[str, Any], ours: str) -> str:
    """The flow's own words where it has any, emphasised as they are."""
    theirs: str = params.get("message") or ours
    return theirs


def _out_of_range(params: Mapping[str, Any], voice: Voice) -> str:
    start, end, step = params["start"], params["end"], params["step"]
    if step == 1:
        return voice("Please send a number from {start} to {end}.", start=start, end=end)
    return voice("Please send a number from {start} to {end}, in steps of {step}.", start=start, end=end, step=step)


def too_large(voice: Voice) -> str:
    """A file that Telegram does not let bots fetch."""
    return voice(
        "That file is larger than {limit} MB, which I cannot fetch. Please send a smaller one.", limit=MAX_DOWNLOAD_MB
    )
