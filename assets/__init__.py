"""Paths to the data files that are shipped with the programs: halls, translations, QML parts, icons.

What the files say is read elsewhere (`server/config.py`, `assets/texts.py`, the screens).
"""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

ROOT = Path(__file__).parent


def path(*parts: str) -> Path:
    """A file or folder of `assets/`, in a checkout and installed: `path("icons", "home.svg")`.

    Raises FileNotFoundError, which says what there is instead.
    """
    wanted = ROOT.joinpath(*parts)
    if not wanted.exists():
        raise FileNotFoundError(_missing(wanted))
    return wanted


def hall_file(name: str) -> Path:
    """The built-in hall of this name ("luohu", "riverside"). Raises FileNotFoundError."""
    return path("halls", f"{name}.toml")


def _missing(wanted: Path) -> str:
    """Names the first part that is not there, and what stands in its place."""
    folder = wanted.parent
    while not folder.is_dir():
        wanted, folder = folder, folder.parent
    names = sorted(entry.name for entry in folder.iterdir() if not entry.name.startswith("__"))
    near = get_close_matches(wanted.name, names, n=1)
    hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(names) or 'no files'}"
    return f"there is no {wanted.name} in {folder}; {hint}"
