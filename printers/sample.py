"""A sample of what can stand on a paper, read from a JSON file for previews and tries.

What is left out is as in the built-in sample (`fields.sample`).
"""

from __future__ import annotations

import json
from pathlib import Path

from printers.fields import FIELDS, Fields, sample
from printers.markup import meant
from printers.text import clean

MAX_BYTES = 256 * 1024
MAX_CHARS = 2000


class SampleError(Exception):
    """A sample cannot be used; the text names the file, the field and what would be right."""


def read_sample(path: Path, language: str) -> Fields:
    """The fields in a file, the rest from the built-in sample. Raises SampleError."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise SampleError(f"{path}: cannot be read: {error.strerror or error}") from error
    if len(raw) > MAX_BYTES:
        raise SampleError(f"{path}: is larger than {MAX_BYTES >> 10} kB: not a sample")
    try:
        data = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise SampleError(f"{path}:{line}: is not saved as UTF-8; save it as UTF-8 in the editor") from error
    except json.JSONDecodeError as error:
        says = f"is not JSON: {error.msg} at column {error.colno}"
        raise SampleError(f"{path}:{error.lineno}: {says}") from error
    except (ValueError, RecursionError) as error:
        raise SampleError(f"{path}: is not JSON that can be meant: {error}") from error
    return sample(language) | _checked(data, path)


def _checked(data: object, path: Path) -> Fields:
    if not isinstance(data, dict):
        raise SampleError(f'{path}: must be an object with fields: {{"number": "A001", …}}')
    fields: Fields = {}
    for name, value in data.items():
        if name not in FIELDS:
            raise SampleError(f"{path}: there is no field {json.dumps(name)}; {meant(str(name), FIELDS)}")
        if isinstance(value, bool) or not isinstance(value, str | int):
            shown = json.dumps(value, ensure_ascii=False)
            raise SampleError(f"{path}: {name}: must be a text or a whole number, not {shown[:60]}")
        text = clean(str(value))
        if len(text) > MAX_CHARS:
            raise SampleError(f"{path}: {name}: is too long: at most {MAX_CHARS} characters")
        fields[name] = text
    return fields
