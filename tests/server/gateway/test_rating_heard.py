"""Who hears of a rating over real sockets: managers and the public plane, no window, no board, no kiosk."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from link import commands as c
from link.plan import RatingRules
from server.hall.internal import Actor
from tests.support.halls import plan
from tests.support.serving import serving

HALL = replace(plan(call_gap_s=0, start="auto"), rating=RatingRules())


async def test_only_managers_and_the_public_plane_hear_of_ratings(tmp_path: Path) -> None:
    async with serving(tmp_path, HALL) as served:
        await served.do(Actor("kiosk", "k"), c.TakeTicket("take-0001", "tax"))
        window = await served.open_window("1")
        await window.ask("call_next")
        await window.ask("finish")
        ticket = next(iter(served.engine.hall.served))
        pad, screen = await served.join("devices", "desk-1"), await served.join("display", "front-1")
        manager, kiosk = await served.join("manager", "m"), await served.join("kiosk", "k")
        web = await served.join("web", "portal")
        rating = await screen.ask("rate", ticket=ticket, level=1, on="screen", reasons=["waiting"])
        assert rating["is"] == "reply"
        assert set(rating) == {"is", "id", "position"}
        answered = await manager.ask("answer_rating", ticket=ticket, answer="Sorry")
        assert answered["is"] == "reply"
        await served.do(
            Actor("manager", "m"), c.SetNotice("notice-1", "完", "Done")
        )  # the last that all hear
        for wire in (window, pad, screen, kiosk, manager):
            await wire.until(lambda frame: "notice_set" in str(frame))
        await web.until(lambda frame: "notice_set" in str(frame))
        for wire in (window, pad, screen, kiosk):
            told = str(wire.frames)
            assert "rated" not in told, wire
            assert "rating_answered" not in told
        heard = str(manager.frames)
        assert "'level': 1" in heard
        assert "'what': 'rating_answered'" in heard
        assert "'what': 'rated'" in str(web.frames)


async def test_a_manager_who_joins_is_told_what_is_open(tmp_path: Path) -> None:
    async with serving(tmp_path, HALL) as served:
        await served.do(Actor("kiosk", "k"), c.TakeTicket("take-0001", "tax"))
        window = await served.open_window("1")
        await window.ask("call_next")
        await window.ask("finish")
        ticket = next(iter(served.engine.hall.served))
        screen = await served.join("display", "front-1")
        await screen.ask("rate", ticket=ticket, level=1, on="screen")
        error = await window.ask("rate", ticket=ticket, level=5, on="screen")
        assert (error["is"], error["code"]) == ("error", "not_allowed"), "never entered by the clerk"
        for role, name, told in (("manager", "m", True), ("counter", "2", False), ("display", "d", False)):
            wire = await served.join(role, name)  # type: ignore[arg-type]
            [welcome] = [frame for frame in wire.frames if frame["is"] == "welcome"]
            assert ("ratings" in welcome["snapshot"]) == told, role
