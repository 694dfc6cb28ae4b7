"""What the doctor hears of the server and the whole hall, and the verb itself with its exit status."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assets.texts import Texts
from cli import main
from doctor.finding import Finding
from doctor.network import Heard, clock, server
from doctor.patient import Patient
from doctor.whole_hall import whole_hall
from link.identity import Identity, save
from tests.support.serving import Served, eventually, serving

EN = Texts.load("en")


def looked(patient: Patient) -> dict[str, list[Finding]]:
    """Server, clock and hall, as they are looked at one after the other."""
    patient.read_identities()
    heard = Heard()
    return {
        "server": list(server(patient, heard)),
        "clock": list(clock(heard)),
        "hall": list(whole_hall(patient, heard)),
    }


async def look(served: Served, folder: Path, token: str = "") -> dict[str, list[Finding]]:
    """From the machine of the kiosk at the door."""
    path = folder / "kiosk.json"
    save(path, Identity("kiosk", "door", token or served.token("kiosk", "door"), "test"))
    return await asyncio.to_thread(looked, Patient(identity=path, server=served.url))


def now_is(served: Served, off_s: float = 0.0) -> None:
    served.ms = int((time.time() + off_s) * 1000)


async def test_a_hall_in_which_all_is_well(tmp_path: Path) -> None:
    async with serving(tmp_path / "data") as served:
        now_is(served)
        found = await look(served, tmp_path)
        assert [one.state for one in found["server"]] == ["ok", "ok"]
        assert found["clock"][0].state == "ok"
        assert [one.state for one in found["hall"]] == ["ok"]


async def test_every_trouble_of_the_hall_is_named_with_what_to_do(tmp_path: Path) -> None:
    async with serving(tmp_path / "data") as served:
        now_is(served, -60)
        kiosk = await served.join("kiosk", "back")
        served.token("display", "board")
        await eventually(lambda: len(served.hub.health.programs(None)) > 1)
        await kiosk.say(do="status", devices=[{"id": "p", "kind": "printer", "state": "cover"}])
        await eventually(lambda: any(one.devices for one in served.hub.health.programs(None)))
        now_is(served)
        found = (await look(served, tmp_path))["hall"]
        says = {(one.what, one.state): (one.says(EN), one.mend(EN)) for one in found}
        cover = ("Printer p: the cover is open", "Close the cover until it clicks")
        away = ("Display board is away", "Is the computer switched on, and its program open?")
        assert says["kiosk/back", "bad"] == cover
        assert says["display/board", "bad"] == away


@pytest.mark.parametrize(("off_s", "state"), [(1.0, "ok"), (10.0, "warn"), (-40.0, "bad")])
async def test_clocks_that_differ(tmp_path: Path, off_s: float, state: str) -> None:
    async with serving(tmp_path / "data") as served:
        now_is(served, off_s)
        assert (await look(served, tmp_path))["clock"][0].state == state


async def test_a_token_that_is_not_good_any_more(tmp_path: Path) -> None:
    async with serving(tmp_path / "data") as served:
        now_is(served)
        found = (await look(served, tmp_path, "t" * 32))["server"]
        assert [(one.what == "kiosk/door", one.state) for one in found] == [(False, "ok"), (True, "bad")]
        assert "tingxu pair" in found[1].mend(EN)


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    [found] = looked(Patient(server="ws://127.0.0.1:1"))["server"]
    assert found.state == "bad"
    assert "--server" in found.mend(EN)


# ---------------------------------------------------------------------- the verb


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The tests' own log stays; a machine that was never paired."""
    monkeypatch.setattr(main, "set_up_logging", lambda *, verbose: None)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def test_the_verb_on_a_bare_machine(tmp_path: Path) -> None:
    options = ["doctor", "--server", "ws://127.0.0.1:1", "--data", str(tmp_path)]
    result = CliRunner().invoke(main.app, [*options, "--json", "--language", "en"])
    found = json.loads(result.stdout)
    assert result.exit_code == 1, "the server is not there"
    assert all(set(one) == {"subject", "what", "state", "says", "mend"} for one in found)
    assert {one["subject"] for one in found if one["state"] == "bad"} == {"server"}
    table = CliRunner().invoke(main.app, options)
    assert table.exit_code == 1
    assert "服务器" in table.stdout
    assert "1处要处理" in table.stdout


@pytest.mark.parametrize("wrong", [["--server", "10.0.0.5"], ["--printer", "door"], ["--language", "fr"]])
def test_wrong_options_are_refused(wrong: list[str]) -> None:
    assert CliRunner().invoke(main.app, ["doctor", *wrong]).exit_code == 2
