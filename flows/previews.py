"""A draft as it is walked through before it is published: a flow under a key that none can have. Pure.

Its sessions are as any other, only nothing comes of them: no report, no figure, no file.
"""

from flows.definition import Flow

PREVIEW = "preview:"  # no key of a flow holds a colon
KEY_MAX = 64  # characters: what a key may have where flows are stored


def preview_of(flow: Flow) -> Flow:
    """The flow to be looked at."""
    return flow.model_copy(update={"key": f"{PREVIEW}{flow.key}"[:KEY_MAX]})


def is_preview(flow: Flow) -> bool:
    """Whether a session of the flow is one."""
    return flow.key.startswith(PREVIEW)
