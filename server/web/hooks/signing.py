"""The signature of the Standard Webhooks specification: secrets, and what is signed.

Where secrets are kept is in `store.py`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable

PREFIX = "whsec_"
SECRET_BYTES = 32


def new_secret() -> str:
    """A secret that a receiver checks signatures with."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def headers(keys: Iterable[str], id_: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The headers of one message: a signature with each key, as long as a secret is being exchanged."""
    signed = b"%b.%d.%b" % (id_.encode(), timestamp, body)
    return {
        "webhook-id": id_,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(f"v1,{_signature(key, signed)}" for key in keys),
    }


def _signature(key: str, signed: bytes) -> str:
    raw = base64.b64decode(key.removeprefix(PREFIX))
    return base64.b64encode(hmac.new(raw, signed, hashlib.sha256).digest()).decode()
