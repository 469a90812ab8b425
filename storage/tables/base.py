"""What all tables share: names of constraints, ids, sealed columns."""

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, Uuid

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite numbers rows by itself only for INTEGER PRIMARY KEY.
Sequence = BigInteger().with_variant(Integer(), "sqlite")


def key_column(name: str = "key_id") -> Column:
    """The id of a key in the key store; no foreign key, because that is another database."""
    return Column(name, Uuid, nullable=True)


def sealed(name: str, nullable: bool = True) -> Column:
    """Encrypted bytes."""
    return Column(name, LargeBinary, nullable=nullable)
