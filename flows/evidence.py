"""What the pictures of a report lack, so that a coordinator can ask for it. Pure."""

from collections.abc import Mapping
from typing import Any

from flows.definition import QuestionType

FIELD = "pictures_lack"  # a coded field of the report, one value a thing
PUBLISH, CREDIT = "publish", "credit"  # the questions that our flows ask about their pictures
PICTURES = frozenset({QuestionType.IMAGE, QuestionType.VIDEO})


def pictures_lack(pictures: Mapping[str, Any], answers: Mapping[str, Any]) -> tuple[str, ...]:
    """`consent` if nobody said whether they may be published, `credit` if they may with a name that nobody gave,
    `caption` if nothing says what is to be seen. Nothing where there is no picture, or where they stay unpublished.

    `pictures`: the caption of each question with pictures (None without one); `answers`: value by question.
    """
    publish = answers.get(PUBLISH)
    if not pictures or publish == "no":
        return ()
    lacking = {
        "consent": publish is None,
        "credit": str(publish).startswith("credit_") and not answers.get(CREDIT),
        "caption": not all(pictures.values()),
    }
    return tuple(name for name, lacks in lacking.items() if lacks)
