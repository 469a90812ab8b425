"""A flow as drafts, revisions and uploads hold it: canonical JSON."""

from functools import lru_cache

from flows.definition import Flow


def content_of(flow: Flow) -> str:
    """The flow as JSON."""
    return flow.model_dump_json(exclude_defaults=True)


@lru_cache(maxsize=64)  # what is published, and what is being written: a process reads the same few again and again
def parsed(content: str) -> Flow:
    """The flow of such JSON; frozen, so read once. Raises pydantic's ValidationError for what is none."""
    return Flow.model_validate_json(content)
