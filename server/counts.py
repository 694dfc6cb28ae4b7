"""What the engine has done since its start: numbers for whoever watches over the server.

Nothing is decided by them. How they are shown is in `server/gateway/facts.py` and `metrics.py`.
"""

from __future__ import annotations


class Counts:
    """What has been done since the start: for whoever watches over the server, and decided nowhere."""

    def __init__(self, up_since: int) -> None:
        self.up_since = up_since
        self.commands = self.refused = self.batches = 0
        self.saved_at = 0
        """When a batch became durable last; 0: none yet."""
        self.writing_since = 0
        """When the batch began that is being written; 0: none is."""
