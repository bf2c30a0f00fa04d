"""
What must not leak: sealing, keys, digests, search tokens.

Anything that says who somebody is, and anything a person typed, passes through here before it is stored.
Each client has a key of their own; destroying that key makes all of it unreadable at once, wherever copies
of the database lie, because the keys are kept in a store apart.
"""

from .digests import canonical_bytes, commitment_to, digest_of, keyed_digest
from .errors import BrokenSealError, KeyDestroyedError, KeyUnknownError, VaultError
from .identifiers import new_id
from .keystore import ClientKey, KeyStore, destroy, key_store
from .sealing import open_sealed, seal
from .search_tokens import keyed_token, name_matches, search_tokens, tokens_to_look_for

__all__ = [
    "BrokenSealError",
    "ClientKey",
    "KeyDestroyedError",
    "KeyStore",
    "KeyUnknownError",
    "VaultError",
    "canonical_bytes",
    "commitment_to",
    "destroy",
    "digest_of",
    "key_store",
    "keyed_digest",
    "keyed_token",
    "name_matches",
    "new_id",
    "open_sealed",
    "seal",
    "search_tokens",
    "tokens_to_look_for",
]
