"""Random public names of rows: nobody can count or guess from them."""

import secrets

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without I, O, 0, 1: they are read out and typed in


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(6))


def new_number() -> int:
    """A positive 31-bit integer, for the formats that need integers."""
    return secrets.randbelow(2**31 - 1) + 1
