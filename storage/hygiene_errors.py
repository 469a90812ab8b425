"""What is not kept."""

from storage.errors import StorageError


class RefusedError(StorageError):
    """The file is not stored. `code` says why, for the person's own language:

    empty, broken (cannot be read), type (not a kind we keep), archive (hides other files), macros (runs a program),
    locked (asks for a password), too_large (a picture or document that unpacks to too much).
    """

    def __init__(self, code: str) -> None:
        super().__init__(f"the file is refused: {code}")
        self.code = code
