"""Receivers that fail, hang, reset, lie or have had enough: nothing is lost, and nobody else is delayed."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.web.hooks import desk, store
from server.web.hooks.store import Store
from tests.conftest import Log
from tests.server.web import webhook_kit as kit
from tests.server.web.webhook_kit import (
    Behaviour,
    endless,
    garbage,
    genuine,
    hang,
    kept,
    receiving,
    reset,
    status,
    subscribe,
    take,
    told,
)
from tests.support.halls import MINUTE
from tests.support.serving import eventually
from tests.support.web import web


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    kit.quick(monkeypatch)


def stands(folder: Path, id_: str) -> str:
    return kept(folder / "hooks", id_).state


@pytest.mark.parametrize("wrong", [status(500), status(400), status(302), hang, reset, garbage])
async def test_what_is_not_taken_comes_again_with_the_same_id_and_in_order(
    wrong: Behaviour, tmp_path: Path
) -> None:
    async with told(tmp_path, "ticket.taken") as (there, receiver, secret):
        receiver.answers.extend([wrong, wrong])
        numbers = [await take(there) for _ in range(3)]
        got = await receiver.heard(5)
        [one] = _all(tmp_path)
        await eventually(lambda: kept(tmp_path / "hooks", one).why == "")
    assert [one.number for one in got] == [numbers[0]] * 3 + numbers[1:]
    assert len({one.id for one in got[:3]}) == 1
    assert len({one.id for one in got}) == 3
    assert all(genuine(one, secret) for one in got)


def _all(folder: Path) -> list[str]:
    file = Store(folder / "hooks")
    try:
        return [one.id for one in file.subscriptions()]
    finally:
        file.close()


async def test_a_redirect_is_not_followed(tmp_path: Path) -> None:
    async with receiving() as elsewhere, told(tmp_path, "ticket.taken") as (there, receiver, _):
        receiver.always = status(307, f"location: {elsewhere.url}")
        await take(there)
        await receiver.heard(3)
        [one] = _all(tmp_path)
        await eventually(lambda: "follows nobody" in kept(tmp_path / "hooks", one).why)
        assert not elsewhere.got


async def test_an_answer_without_end_counts_and_is_not_read(tmp_path: Path) -> None:
    async with told(tmp_path, "ticket.taken") as (there, receiver, _):
        receiver.answers.append(endless)
        numbers = [await take(there) for _ in range(2)]
        got = await receiver.heard(2)
    assert [one.number for one in got] == numbers


async def test_who_has_had_enough_is_left_in_peace(tmp_path: Path, log: Log) -> None:
    log.expect("webhook.stopped.*state=gone")
    async with told(tmp_path, "ticket.taken") as (there, receiver, _):
        receiver.answers.append(status(410))
        await take(there)
        [one] = _all(tmp_path)
        await eventually(lambda: stands(tmp_path, one) == "gone")
        await take(there)
        await there.in_step()
    file = Store(tmp_path / "hooks")
    assert len(receiver.got) == 1
    assert file.count(one) == 0
    file.close()


async def test_one_that_fails_for_too_long_is_paused_until_it_answers_a_test(
    tmp_path: Path, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    kit.quick(monkeypatch, pause_after_s=0.2)
    log.expect("webhook.stopped.*state=paused.*answered 500")
    async with told(tmp_path, "ticket.taken") as (there, receiver, secret):
        receiver.always = status(500)
        numbers = [await take(there)]
        [one] = _all(tmp_path)
        await eventually(lambda: stands(tmp_path, one) == "paused")
        tries = len(receiver.got)
        numbers.append(await take(there))
        receiver.always = status(204)
        assert len(receiver.got) == tries
        file = Store(tmp_path / "hooks")  # as `tingxu webhook test` does after an answer of 2xx
        file.stands(one, "on", "", None)
        file.close()
        got = await receiver.heard(tries + 2)
    assert [one.number for one in got[tries:]] == numbers
    assert genuine(got[-1], secret)


async def test_a_slow_receiver_delays_nobody_else_nor_the_pages(tmp_path: Path) -> None:
    async with receiving() as slow, told(tmp_path, "ticket.taken") as (there, receiver, _):
        slow.always = hang
        other = subscribe(tmp_path / "hooks", slow, "ticket.taken")
        await eventually(lambda: kept(tmp_path / "hooks", other.id).position is not None)
        numbers = [await take(there) for _ in range(30)]
        got = await receiver.heard(30)
        assert (await there.http.get("/api/nothing")).status_code == 404
        assert {one.number for one in slow.got} <= {numbers[0]}
    assert [one.number for one in got] == numbers


async def test_what_is_too_old_is_not_told(tmp_path: Path) -> None:
    async with told(tmp_path, "ticket.nearly_there,ticket.taken") as (there, receiver, _):
        receiver.always = status(503)
        numbers = [await take(there)]
        await receiver.heard(2)
        await there.lose_server()
        there.served.ms += 31 * MINUTE  # the hall's clock says how old something is
        await there.find_server()
        receiver.always = status(204)
        numbers.append(await take(there))
        got = await receiver.until(
            lambda got: got[-1].number == numbers[1] and got[-1].type != "ticket.taken"
        )
    taken = {(one.type, one.number) for one in got}
    assert ("ticket.taken", numbers[0]) in taken
    assert ("ticket.nearly_there", numbers[0]) not in taken
    assert ("ticket.nearly_there", numbers[1]) in taken
    assert kept(tmp_path / "hooks", _all(tmp_path)[0]).dropped == 1


async def test_when_too_many_wait_the_oldest_are_dropped(
    tmp_path: Path, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "MOST_WAITING", 3)
    log.expect("webhook.too_many_waiting")
    async with told(tmp_path, "ticket.taken") as (there, receiver, _):
        receiver.always = status(500)
        numbers = [await take(there) for _ in range(6)]
        [one] = _all(tmp_path)
        await eventually(lambda: kept(tmp_path / "hooks", one).dropped == 3)
        receiver.always = status(204)
        got = await receiver.until(lambda got: got[-1].number == numbers[-1])
    assert kept(tmp_path / "hooks", one).dropped == 3
    assert [one.number for one in got if one.number in numbers[3:]][-3:] == numbers[3:]


async def test_a_new_secret_signs_beside_the_old_one(tmp_path: Path, log: Log) -> None:
    async with told(tmp_path, "ticket.taken") as (there, receiver, old):
        await take(there)
        await receiver.heard(1)
        [one] = _all(tmp_path)
        file = Store(tmp_path / "hooks")
        new = file.roll(one).secret
        file.close()
        assert new != old

        await eventually(lambda: any("webhook.changed" in line for line in log.lines))
        await take(there)
        got = await receiver.heard(2)
    assert genuine(got[1], old)
    assert genuine(got[1], new)
    assert not genuine(got[0], new)


async def test_a_restart_tells_what_happened_meanwhile_and_nothing_twice(tmp_path: Path) -> None:
    async with receiving() as receiver:
        one = subscribe(tmp_path / "hooks", receiver, "ticket.taken,ticket.nearly_there", near=0)
        async with web(tmp_path / "data", webhooks=tmp_path / "hooks") as there:
            await eventually(lambda: kept(tmp_path / "hooks", one.id).position is not None)
            numbers = [await take(there) for _ in range(2)]
            await receiver.heard(3)
        async with web(tmp_path / "data") as there:  # one without webhooks: nobody is told
            numbers.append(await take(there))
            assert len(receiver.got) == 3
        async with web(tmp_path / "data", webhooks=tmp_path / "hooks") as there:
            numbers.append(await take(there))
            got = await receiver.heard(5)
            await eventually(lambda: _waiting(tmp_path, one.id) == 0)
    assert [one.number for one in got if one.type == "ticket.taken"] == numbers
    assert len({one.id for one in got}) == len(got) == 5


def _waiting(folder: Path, id_: str) -> int:
    file = Store(folder / "hooks")
    try:
        return file.count(id_)
    finally:
        file.close()


async def test_another_journal_is_noticed(tmp_path: Path, log: Log) -> None:
    async with receiving() as receiver:
        one = subscribe(tmp_path / "hooks", receiver, "ticket.taken")
        file = Store(tmp_path / "hooks")
        file.write([], [], {one.id: 10_000})
        file.close()
        log.expect("webhook.other_journal")
        async with web(tmp_path / "data", webhooks=tmp_path / "hooks") as there:
            await eventually(lambda: (kept(tmp_path / "hooks", one.id).position or 10_000) < 10_000)
            number = await take(there)
            assert [got.number for got in await receiver.heard(1)] == [number]


async def test_events_that_nobody_tells_any_more_are_counted_in_the_log(tmp_path: Path, log: Log) -> None:
    async with receiving() as receiver:
        one = subscribe(tmp_path / "hooks", receiver, "ticket.taken")
        async with web(tmp_path / "data", webhooks=tmp_path / "hooks") as there:
            await eventually(lambda: kept(tmp_path / "hooks", one.id).position is not None)
        log.expect("webhook.missed.*events=")
        async with web(tmp_path / "data") as there:
            await take(there)
            there.served.ms += 24 * 60 * MINUTE
            await take(there)
        async with web(tmp_path / "data", webhooks=tmp_path / "hooks") as there:
            await take(there)
            await receiver.heard(1)


async def test_what_does_not_fit_into_memory_while_the_file_fails_is_counted(
    tmp_path: Path, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.expect("webhooks.not_kept", "webhooks.lost messages=2")
    monkeypatch.setattr(desk, "AGAIN_S", 0.05)
    monkeypatch.setattr(desk, "MOST_UNWRITTEN", 3)
    async with told(tmp_path, "ticket.taken") as (there, receiver, _):
        good, failing = Store.write, True

        def write(self: Store, *batch: object) -> object:
            if failing:
                raise store.NotKept("the disk is full")
            return good(self, *batch)  # type: ignore[arg-type]

        monkeypatch.setattr(Store, "write", write)
        numbers = [await take(there)]
        await eventually(lambda: any("not_kept" in line for line in log.loud))
        numbers += [await take(there) for _ in range(4)]
        failing = False
        got = await receiver.heard(3)
    assert [one.number for one in got] == numbers[:3]
    assert sum("not_kept" in line for line in log.loud) == 1


async def test_a_file_that_cannot_be_written_keeps_nothing_from_arriving_later(
    tmp_path: Path, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.expect("webhooks.not_kept")
    monkeypatch.setattr(desk, "AGAIN_S", 0.05)
    async with told(tmp_path, "ticket.taken") as (there, receiver, _):
        good, failures = Store.write, iter([True, True])

        def write(self: Store, *batch: object) -> object:
            if next(failures, False):
                raise store.NotKept("the disk is full")
            return good(self, *batch)  # type: ignore[arg-type]

        monkeypatch.setattr(Store, "write", write)
        numbers = [await take(there) for _ in range(3)]
        got = await receiver.heard(3)
    assert [one.number for one in got] == numbers
