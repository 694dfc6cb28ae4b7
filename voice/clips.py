"""The engine of recorded words: a folder of WAV files, joined without gaps into what is said of a call.

Which words a hall needs is worked out from its plan; free text has no recording and is left to other engines.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from pathlib import Path
from string import ascii_uppercase

from link.plan import Plan, Spoken
from voice import phrases, sound
from voice.engine import EngineError, NoWords, Phrase
from voice.speech import Speech

CHINESE = ("请", "号到", "号", "到", "号窗口", "办理", *phrases.ZH_DIGITS, "十")
ENGLISH = (
    *("Number", "please go to", "Please", "number", "to", "window"),
    *phrases.EN_SMALL,
    *(tens for tens in phrases.EN_TENS if tens),
)
BETWEEN = re.compile(r"[\s，,。:：、-]+")
"""What stands between words and is not said."""
QUIET = 300
"""Of 32767: what is quieter at the ends of a recording is cut off."""


def vocabulary(plan: Plan, language: Spoken) -> list[str]:
    """The words that every call of this hall is made of."""
    fixed = ENGLISH if language == "en" else CHINESE
    names = [phrases.named(counter, language) for counter in plan.counters if counter.name is not None]
    return list(dict.fromkeys([*fixed, *ascii_uppercase, *names]))


def parts(text: str, words: Iterable[str]) -> list[str]:
    """A text cut into words of the vocabulary, the longest first. Raises NoWords for what is none of them."""
    longest = sorted(words, key=len, reverse=True)
    pattern = re.compile("|".join(re.escape(word) for word in longest))
    found, at = [], 0
    while at < len(text):
        if between := BETWEEN.match(text, at):
            at = between.end()
        elif match := pattern.match(text, at):
            found.append(match[0])
            at = match.end()
        else:
            raise NoWords(f"no recorded word begins {text[at : at + 12]!r}")
    return found


def file_of(folder: Path, language: Spoken, word: str) -> Path:
    """Where the recording of a word is: FOLDER/zh/请.wav; signs that no file name may hold become "_"."""
    return folder / language / f"{re.sub(r'[^0-9A-Za-z一-鿿]', '_', word)}.wav"


def problems(folder: Path, plan: Plan, language: Spoken) -> list[str]:
    """What is missing or wrong among the recordings that this hall needs: one line each."""
    found = []
    for word in vocabulary(plan, language):
        path = file_of(folder, language, word)
        try:
            if not any(sound.read(path)):
                found.append(f"{path}: silent; record the word {word!r}")
        except FileNotFoundError:
            found.append(f"{path}: missing; record the word {word!r}")
        except (OSError, sound.SoundError) as error:
            found.append(f"{path}: {error}")
    return found


def make(folder: Path, plan: Plan, language: Spoken) -> None:
    """Speak every word that is not there yet with the machine's own voice. Raises EngineError, OSError."""
    speech = Speech()
    try:
        for word in vocabulary(plan, language):
            path = file_of(folder, language, word)
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                sound.write(path, trimmed(speech.say(Phrase(word, language))))
    finally:
        speech.close()


class Clips:
    """Recorded words from a folder. Read when they are needed, and kept."""

    name = "clips"

    def __init__(self, folder: Path, plan: Plan) -> None:
        self._folder, self._plan = folder, plan
        self._kept: dict[Path, bytes] = {}

    def begin(self) -> None:
        """Raises EngineError when there is no such folder."""
        if not self._folder.is_dir():
            raise EngineError(f"there is no folder {self._folder} with recorded words")

    def say(self, phrase: Phrase) -> bytes:
        """The words one after another. Raises EngineError; NoWords for free text."""
        if phrase.free:
            raise NoWords("free text is not recorded")
        self.begin()
        words = parts(phrase.text, vocabulary(self._plan, phrase.language))
        return b"".join(self._clip(phrase.language, word) for word in words)

    def close(self) -> None:
        """Nothing to end."""

    def _clip(self, language: Spoken, word: str) -> bytes:
        path = file_of(self._folder, language, word)
        if path not in self._kept:
            try:
                self._kept[path] = trimmed(sound.read(path))
            except (OSError, sound.SoundError) as error:
                raise EngineError(f"the word {word!r} is not recorded: {path}: {error}") from error
        return self._kept[path]


def trimmed(recorded: bytes) -> bytes:
    """A recording without the silence at its ends, so that words join without gaps."""
    samples = array("h", recorded)
    loud = [at for at, sample in enumerate(samples) if abs(sample) > QUIET]
    return samples[loud[0] : loud[-1] + 1].tobytes() if loud else b""
