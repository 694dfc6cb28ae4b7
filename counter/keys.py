"""The keys of the window: one table for the buttons' hints, for what the keys do, and for docs/clerk.md.

What an action does is in `desk.py`.
"""

from __future__ import annotations

from typing import Final

KEYS: Final[dict[str, str]] = {
    "next": "F1",
    "start": "F2",
    "recall": "F3",
    "pass": "F4",
    "finish": "F5",
    "park": "F6",
    "transfer": "F7",
    "choose": "F8",
    "pause": "F9",
    "resume": "F9",
    "language": "F10",
    "fullscreen": "F11",
    "sign-out": "F12",
    "large": "Ctrl+L",
}
"""By object name of the button. Pause and resume are never possible at the same time."""
