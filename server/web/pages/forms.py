"""What the forms have in common: what was typed, and a number that makes sending one twice harmless.

What a form is for is in the module of its page.
"""

from __future__ import annotations

import hmac
import re
import secrets
import unicodedata
from typing import Final

from starlette.datastructures import FormData

TOKEN: Final = re.compile(r"[0-9a-f]{32}")
PHONE: Final = re.compile(r"\+?[0-9]{6,15}")
BETWEEN_DIGITS: Final = re.compile(r"[\s().·\-‐–—]")


def new_token() -> str:
    """The secret of one form on one screen."""
    return secrets.token_hex(16)


def typed(form: FormData, name: str) -> str:
    """A field as a text; "" where it is missing or a file."""
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""


def token_of(form: FormData) -> str:
    """The form's token; a new one where it is missing or nonsense."""
    token = typed(form, "token")
    return token if TOKEN.fullmatch(token) else new_token()


def command_id(token: str, *fields: str) -> str:
    """The same for the same form with the same content: it is done once, however often it is sent.

    With another content it is another command. The token is in no journal, so nothing of the content can be
    worked out from the id.
    """
    return hmac.new(token.encode(), "\n".join(fields).encode(), "sha256").hexdigest()[:40]


def plain(text: str) -> str:
    """What somebody typed without what people put between digits, and in the usual width."""
    return BETWEEN_DIGITS.sub("", unicodedata.normalize("NFKC", text))


def phone_number(text: str) -> str | None:
    """A phone number; None when it is none."""
    number = plain(text)
    return number if PHONE.fullmatch(number) else None
