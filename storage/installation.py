"""The installation: one row, made with the database, by which a wrong secret is told before anything is read."""

from sqlalchemy import insert, select

from storage.crypto import SealError
from storage.errors import StorageError
from storage.ids import new_id
from storage.stores import Stores
from storage.tables import installation

KNOWN_TEXT = b"afteraction"
CONTEXT = "installation.key_check"


class WrongSecretError(StorageError):
    """SECRET_KEYS holds none of the keys that this database was sealed with."""


def found(stores: Stores) -> None:
    """Write the row of a new database."""
    row = {
        "id": new_id(stores.now),
        "key_check": stores.keyring.installation.seal(KNOWN_TEXT, CONTEXT),
        "organisation_version": 0,
        "created_at": stores.now,
    }
    stores.connection.execute(insert(installation), row)


def check_secret(stores: Stores) -> None:
    """WrongSecretError if the secrets in use do not open this database."""
    sealed = stores.connection.execute(select(installation.c.key_check)).scalar_one()
    try:
        stores.keyring.installation.open(sealed, CONTEXT)
    except SealError as error:
        raise WrongSecretError("SECRET_KEYS: this database was sealed with other keys") from error
