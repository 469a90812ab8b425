"""A flow as YAML that `flows.reading.read_flow` reads back."""

from typing import Any

import yaml

from flows.definition import Flow


class _Dumper(yaml.SafeDumper):
    """Says everything where it stands: aliases are not read."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def write_flow(flow: Flow) -> str:
    """The flow in the order of its vocabulary; what says nothing is left out."""
    told = flow.model_dump(mode="json", exclude_defaults=True)
    told["items"] = [_typed(each) for each in told["items"]]
    return yaml.dump(told, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)


def _typed(item: dict[str, Any]) -> dict[str, Any]:
    """A group is said to be one, though that is the default."""
    if "items" in item:
        item["items"] = [_typed(each) for each in item["items"]]
    return {"type": "group"} | item
