"""From a call to what is said, in words for people and in the spelling that the engine reads right.

Which voice says it is chosen in `voices.py`; the sound is made in `speaker.py`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from string import ascii_uppercase

from pypinyin import Style, lazy_pinyin, load_phrases_dict

from link.plan import Counter, Plan, Spoken, Text
from link.words import Call

ZH_DIGITS = "零一二三四五六七八九"
EN_SMALL = (
    *(
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
    ),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
EN_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")

PINYIN_LETTERS = {"A": "ei1", "G": "ji4", "R": "a4 er2", "Y": "wai4"}
"""Letters that espeak-ng's pinyin voice reads better when spelled: R alone sounds like 二. The other
capital letters it reads by their names."""
ENGLISH_LETTERS = {"A": "eigh"}
"""espeak-ng takes a single A for the article."""
load_phrases_dict(
    {
        "还款": [["huán"], ["kuǎn"]],
        "重呼": [["chóng"], ["hū"]],
        "差旅": [["chāi"], ["lǚ"]],
        "朝阳路": [["cháo"], ["yáng"], ["lù"]],
    }
)  # words of halls that pypinyin's own dictionary gives the wrong sound


def words(calls: Sequence[Call], plan: Plan, language: Spoken) -> str:
    """What is said of a call, or of several together, as a person would write it down.

    "请A零一二号，到十二号窗口办理" or "Number A zero one two, please go to window twelve"; of several
    "请A零零一号到三号窗口，A零零二号到五号窗口办理". Cantonese is written like Mandarin.
    """
    whereto = [(_digits(call.number, language), _place(plan, call.counter, language)) for call in calls]
    if language == "en":
        if len(whereto) == 1:
            return "Number {}, please go to {}".format(*whereto[0])
        return "Please: " + ", ".join(f"number {number} to {place}" for number, place in whereto)
    if len(whereto) == 1:
        return "请{}号，到{}办理".format(*whereto[0])
    return "请" + "，".join(f"{number}号到{place}" for number, place in whereto) + "办理"


def announced(text: Text, language: Spoken) -> str:
    """An announcement in a language: Cantonese reads the Chinese text."""
    return text.en if language == "en" else text.zh


def spelled(said: str, language: Spoken, driver: str) -> str:
    """The same for the engine behind a pyttsx3 driver.

    espeak-ng gets pinyin with tone numbers, because it reads Mandarin in hanzi as nonsense (Cantonese it
    reads well); others read what people read.
    """
    if driver != "espeak" or language == "yue":
        return said
    if language == "zh":
        return " ".join(_pinyin(said)).replace(" ,", ",")
    return re.sub(r"\b[A-Z]\b", lambda letter: ENGLISH_LETTERS.get(letter[0], letter[0]), said)


def number_words(number: int, language: Spoken) -> str:
    """0 to 99 in words: 十二, "twenty-one". Raises ValueError outside."""
    if not 0 <= number <= 99:
        raise ValueError(f"{number} is not between 0 and 99; say longer numbers digit by digit")
    tens, ones = divmod(number, 10)
    if language != "en":
        return _zh_number(tens, ones)
    if number < 20:
        return EN_SMALL[number]
    return EN_TENS[tens] + (f"-{EN_SMALL[ones]}" if ones else "")


def _zh_number(tens: int, ones: int) -> str:
    if not tens:
        return ZH_DIGITS[ones]
    return ("" if tens == 1 else ZH_DIGITS[tens]) + "十" + (ZH_DIGITS[ones] if ones else "")


def _place(plan: Plan, counter_id: str, language: Spoken) -> str:
    """A window's own name, or its id: a number as a number, letters one by one."""
    counter = next((counter for counter in plan.counters if counter.id == counter_id), None)
    if counter is not None and counter.name is not None:
        return named(counter, language)
    said = _said_numbers(_letters_apart(counter_id, language), language)
    return f"window {said}" if language == "en" else f"{said}号窗口"


def named(counter: Counter, language: Spoken) -> str:
    """The own name of a window that has one, as it is said."""
    assert counter.name is not None  # noqa: S101 - asked by whoever has looked
    return counter.name.en if language == "en" else _said_numbers(counter.name.zh, language)


def _letters_apart(counter_id: str, language: Spoken) -> str:
    parts = re.findall(r"[A-Z]|[0-9]+", counter_id.upper())
    return _joiner(language).join(parts)


def _said_numbers(text: str, language: Spoken) -> str:
    """Its numbers in words; those over 99 or with a leading zero digit by digit, as on a door."""

    def say(match: re.Match[str]) -> str:
        digits = match[0]
        plain = len(digits) <= 2 and not (len(digits) == 2 and digits[0] == "0")
        return number_words(int(digits), language) if plain else _digits(digits, language)

    return re.sub(r"[0-9]+", say, text)


def _digits(number: str, language: Spoken) -> str:
    """Letters and digits one by one: "A零一二", "A zero one two"."""
    names = EN_SMALL if language == "en" else ZH_DIGITS
    return _joiner(language).join(names[int(char)] if char.isdecimal() else char for char in number)


def _joiner(language: Spoken) -> str:
    return " " if language == "en" else ""


def _pinyin(said: str) -> list[str]:
    return lazy_pinyin(said, style=Style.TONE3, neutral_tone_with_five=True, errors=_not_hanzi)


def _not_hanzi(run: str) -> str:
    """Letters by their names, anything else that is written between hanzi as a short pause."""
    return " ".join(
        PINYIN_LETTERS.get(char, char) if char in ascii_uppercase else "," for char in run.upper()
    )
