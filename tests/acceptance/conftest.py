"""The sample organisation, brought in once in a run and copied."""

import pytest

from tests.acceptance.processes import Installation


@pytest.fixture(scope="session")
def organisation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    installation = Installation(tmp_path_factory.mktemp("organisation"))
    installation.does("setup", "--sample")
    return installation
