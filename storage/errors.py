"""What storage can meet; each is one line for people."""


class StorageError(Exception):
    """Something about the database, in words."""


class Unavailable(StorageError):
    """The database could not be reached, written to or committed to: try again later.

    A transaction that fails so was rolled back, except when the connection to PostgreSQL broke during the commit
    itself: then it may stand. Whatever is run again must therefore notice that it was done (turns do, by their update).
    """
