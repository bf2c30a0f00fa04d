"""What can go wrong with something sealed. No message repeats what was to be kept."""

from __future__ import annotations


class VaultError(Exception):
    """Anything the vault refuses or cannot do."""


class BrokenSealError(VaultError):
    """The sealed bytes were altered, or moved here from another place, or the key is not theirs."""

    def __init__(self) -> None:
        super().__init__(
            "A sealed value does not open with its key in its place. Run `heardfirst record verify`."
        )


class KeyUnknownError(VaultError):
    """The key store has never held this key: it is not the store that belongs to this database."""

    def __init__(self) -> None:
        super().__init__(
            "The key store does not hold a client's key. Put back the keys/ directory of this installation."
        )


class KeyDestroyedError(VaultError):
    """The key was destroyed on purpose; what it sealed can never be read again."""

    def __init__(self) -> None:
        super().__init__("The key of this client was destroyed. What it sealed cannot be read any more.")
