"""From a screen's options to its connection: addresses, codes, identities, and what is said otherwise."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from link import discovery
from link.identity import Identity, load, save
from link.joining import finder
from screen.joining import JoinError, join
from tests.link.qt_hall import Hall

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    hall = Hall(tmp_path / "data")
    yield hall
    hall.close()


def test_a_code_pairs_and_is_kept(hall: Hall, tmp_path: Path) -> None:
    path = tmp_path / "new" / "kiosk.json"
    link = join("kiosk", server=hall.served.url, identity=path, code=hall.code("kiosk", "k"), loopback=False)
    assert (link.identity.role, link.identity.name) == ("kiosk", "k")
    assert load(path) == link.identity
    link.close()
    again = join("kiosk", server=hall.served.url, identity=path, code="", loopback=False)
    assert again.identity == link.identity
    again.close()


def test_it_finds_its_own_hall_among_several(
    hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str | None] = []

    async def find(*, hall: str | None, **_: object) -> None:
        asked.append(hall)

    path = tmp_path / "kiosk.json"
    join("kiosk", server=hall.served.url, identity=path, code=hall.code("kiosk", "k"), loopback=False).close()
    monkeypatch.setattr(discovery, "find", find)
    assert load(path).hall == "test"

    async def look() -> str | None:
        return await finder("", loopback=True, hall=load(path).hall)()

    assert asyncio.run(look()) is None
    assert asked == ["test"]


def refused(role: str, server: str, path: Path, code: str = "") -> str:
    with pytest.raises(JoinError) as caught:
        join(role, server=server, identity=path, code=code, loopback=True)  # type: ignore[arg-type]
    return str(caught.value)


def test_a_code_that_is_wrong(hall: Hall, tmp_path: Path) -> None:
    told = refused("kiosk", hall.served.url, tmp_path / "kiosk.json", "ABCD-EFGH")
    assert "joining with the code failed" in told
    assert "unknown, used or too old" in told
    assert not (tmp_path / "kiosk.json").exists()


def test_a_code_is_not_used_up_where_its_token_could_not_be_kept(hall: Hall, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    code = hall.code("kiosk", "k")
    assert "joining with the code failed" in refused(
        "kiosk", hall.served.url, tmp_path / "file" / "k.json", code
    )
    link = join("kiosk", server=hall.served.url, identity=tmp_path / "k.json", code=code, loopback=False)
    link.close()


def test_a_code_for_another_role(hall: Hall, tmp_path: Path) -> None:
    path = tmp_path / "kiosk.json"
    told = refused("kiosk", hall.served.url, path, hall.code("counter", "1"))
    assert told == f"{path}: paired as counter, not as kiosk; name another file with --identity"


@pytest.mark.parametrize("address", ["10.0.0.5:8710", "http://10.0.0.5:8710", "ws://10.0.0.5"])
def test_what_is_no_address(tmp_path: Path, address: str) -> None:
    save(tmp_path / "k.json", Identity("kiosk", "k", "x" * 43))
    told = refused("kiosk", address, tmp_path / "k.json")
    assert told.startswith(f"--server: '{address}' is not the address of a server; ws://HOST:PORT is")


def test_nobody_is_there(tmp_path: Path) -> None:
    told = refused("kiosk", "ws://127.0.0.1:9", tmp_path / "k.json", "ABCD-EFGH")
    assert "joining with the code failed" in told


def test_no_identity_yet(tmp_path: Path) -> None:
    assert "has not joined a hall yet" in refused("kiosk", "", tmp_path / "k.json")


def test_no_server_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing(**_: object) -> None:
        return None

    monkeypatch.setattr(discovery, "find", nothing)
    told = refused("kiosk", "", tmp_path / "k.json", "ABCD-EFGH")
    assert "no server found on this network; name it with --server ws://HOST:PORT" in told


@pytest.mark.parametrize(("loopback", "interfaces"), [(True, ["127.0.0.1"]), (False, None)])
def test_where_it_looks(
    monkeypatch: pytest.MonkeyPatch, *, loopback: bool, interfaces: list[str] | None
) -> None:
    asked: list[object] = []

    async def find(**where: object) -> str:
        asked.append(where["interfaces"])
        return "ws://127.0.0.1:1"

    monkeypatch.setattr(discovery, "find", find)

    async def both() -> list[str | None]:
        return [await finder(server, loopback=loopback)() for server in ("", "ws://127.0.0.1:2")]

    assert asyncio.run(both()) == ["ws://127.0.0.1:1", "ws://127.0.0.1:2"]
    assert asked == [interfaces]
