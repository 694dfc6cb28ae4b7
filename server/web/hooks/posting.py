"""One signed message on its way: a POST, and what came back.

When it is tried again is decided in `courier.py`.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import ssl
import time
from typing import NamedTuple

import httpx

from server.web.hooks.signing import headers
from server.web.hooks.store import now_ms
from server.web.hooks.subscription import Subscription

ANSWER_S = 10.0
"""Whoever has not answered by then has not taken the message."""
READ_BYTES, READ_S = 16 * 1024, 1.0
"""What a receiver says besides its status is read so far, so that the connection can be used again."""
TROUBLE = (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError)
"""What can go wrong on the way; ValueError: some answers that are no HTTP."""


class Outcome(NamedTuple):
    """What came back; `status` None: nothing did, and `says` tells why."""

    status: int | None
    says: str

    @property
    def taken(self) -> bool:
        """The receiver has it."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def gone(self) -> bool:
        """The receiver wants nothing more."""
        return self.status == 410


@functools.cache
def _trusted() -> ssl.SSLContext:
    """Whom this machine trusts: a hall's own authority stands there too, or in SSL_CERT_FILE."""
    return ssl.create_default_context()


def new_client() -> httpx.AsyncClient:
    """A client for one receiver: it keeps one connection, and follows nobody elsewhere."""
    return httpx.AsyncClient(
        follow_redirects=False,
        trust_env=False,
        verify=_trusted(),
        timeout=httpx.Timeout(ANSWER_S),
        limits=httpx.Limits(max_connections=1, max_keepalive_connections=1),
        headers={"user-agent": "tingxu-webhooks", "accept": "*/*", "accept-encoding": "identity"},
    )


async def post(
    client: httpx.AsyncClient, to: Subscription, id_: str, body: bytes, answer_s: float = ANSWER_S
) -> Outcome:
    """Send a message once."""
    signed = headers(to.keys(now_ms()), id_, int(time.time()), body)
    request = client.build_request(
        "POST", to.url, content=body, headers={"content-type": "application/json", **signed}
    )
    outcome = Outcome(None, f"no answer within {answer_s:g} s")
    try:
        async with asyncio.timeout(answer_s):
            response = await client.send(request, stream=True)
            outcome = _outcome(response)
            try:
                await _read(response)
            finally:
                await response.aclose()
    except TimeoutError:
        pass
    except TROUBLE as error:
        if outcome.status is None:
            outcome = Outcome(None, f"{type(error).__name__}: {error}"[:200])
    return outcome


def _outcome(response: httpx.Response) -> Outcome:
    status = response.status_code
    if response.is_redirect:
        return Outcome(
            status, f"answered {status}: a webhook follows nobody elsewhere; give the right address"
        )
    return Outcome(status, f"answered {status}")


async def _read(response: httpx.Response) -> None:
    """The rest of the answer, as far as it is short and comes soon; nobody looks at it."""
    size = 0
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(READ_S):
            async for chunk in response.aiter_raw():
                size += len(chunk)
                if size > READ_BYTES:
                    return
