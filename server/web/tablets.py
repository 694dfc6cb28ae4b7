"""The secret in the address of a tablet that stands before a window: nobody else rates who was served there.

It is worked out from the identity with which `tingxu web` joins the hall, so nothing more has to be kept;
what a tablet shows is in `pages/tablet.py`.
"""

from __future__ import annotations

import hashlib
import hmac


def key_of(token: str, window: str) -> str:
    """The secret of one window's tablet. Another identity of the program gives other ones."""
    return hmac.new(token.encode(), f"rating tablet {window}".encode(), hashlib.sha256).hexdigest()[:32]


def fits(token: str, window: str, key: str) -> bool:
    """Whether this is the secret of the window's tablet."""
    return hmac.compare_digest(key_of(token, window).encode(), key.encode())
