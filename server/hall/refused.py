"""A command that was understood and is not done, with a code for programs and the facts for the sentence.

Frames that cannot be understood at all are the gateway's matter.
"""

from __future__ import annotations


class Refused(Exception):
    """The rules say no. `code` is one word of docs/protocol.md; `facts` fill the sentence on the screen."""

    def __init__(self, code: str, **facts: str | int) -> None:
        super().__init__(f"{code} {facts}" if facts else code)
        self.code = code
        self.facts = facts
