"""Signatures are those of the Standard Webhooks specification: its example, and a check written from it."""

from __future__ import annotations

import base64

from server.web.hooks.signing import headers, new_secret
from tests.server.web.webhook_kit import Got, genuine

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def test_the_example_of_the_specification() -> None:
    body = b'{"test": 2432232314}'
    assert headers([SECRET], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body) == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_secrets_are_long_and_all_different() -> None:
    secrets = {new_secret() for _ in range(100)}
    assert len(secrets) == 100
    for secret in secrets:
        assert secret.startswith("whsec_")
        assert 24 <= len(base64.b64decode(secret.removeprefix("whsec_"))) <= 64


def test_a_changed_body_id_time_or_secret_is_noticed() -> None:
    import time

    secret, now = new_secret(), int(time.time())
    good = Got("/", headers([secret], "msg_1", now, b"{}"), b"{}")
    assert genuine(good, secret)
    assert not genuine(good, new_secret())
    assert not genuine(good._replace(body=b"{ }"), secret)
    for name, value in (("webhook-id", "msg_2"), ("webhook-timestamp", str(now - 1))):
        assert not genuine(good._replace(headers=good.headers | {name: value}), secret)
    old = headers([secret], "msg_1", now - 301, b"{}")
    assert not genuine(good._replace(headers=old), secret)


def test_while_a_secret_is_exchanged_both_fit() -> None:
    import time

    old, new = new_secret(), new_secret()
    got = Got("/", headers([new, old], "msg_1", int(time.time()), b"{}"), b"{}")
    assert genuine(got, old)
    assert genuine(got, new)
