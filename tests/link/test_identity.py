"""The identity file: whole or not at all, readable by its owner alone, and clear when it is no such thing."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from link.identity import Identity, IdentityError, default_path, load, save

ME = Identity("kiosk", "hall-1", "x" * 43)


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "kiosk.json"
    save(path, ME)
    save(path, Identity("kiosk", "hall-1", "y" * 43))
    assert load(path).token == "y" * 43
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [file.name for file in path.parent.iterdir()] == ["kiosk.json"]


def test_a_device_that_has_not_joined_is_told_how(tmp_path: Path) -> None:
    with pytest.raises(IdentityError, match=r"has not joined a hall yet; make a code with `tingxu pair`"):
        load(tmp_path / "kiosk.json")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "nonsense",
        '{"role":"king","name":"a","token":"t"}',
        '{"role":"kiosk","name":7}',
        "\udcff",
    ],
)
def test_what_is_no_identity(tmp_path: Path, text: str) -> None:
    path = tmp_path / "kiosk.json"
    path.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(IdentityError, match=r"not a readable identity .*join again with --code"):
        load(path)


def test_a_directory_is_no_identity(tmp_path: Path) -> None:
    with pytest.raises(IdentityError, match="not a readable identity"):
        load(tmp_path)


def test_when_it_cannot_be_saved_the_old_one_is_untouched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "kiosk.json"
    save(path, ME)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("link.identity.os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        save(path, Identity("kiosk", "hall-1", "y" * 43))
    assert load(path) == ME
    assert [file.name for file in tmp_path.iterdir()] == ["kiosk.json"], "nothing half is left behind"


def test_each_role_has_a_place_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert default_path("kiosk") == tmp_path / "tingxu" / "kiosk.json"
    assert len({default_path(role) for role in ("kiosk", "counter", "display", "manager")}) == 4
