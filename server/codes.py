"""Codes that people type: short, drawn at random, without characters that look alike or sound alike.

What a code is good for is known where it is kept.
"""

from __future__ import annotations

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 8
"""40 bits: enough where wrong tries are limited."""


def draw() -> str:
    """A new code."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
