"""From a call to what is said, in words for people and in the spelling that the engine reads right.

Which voice says it is chosen in `voices.py`; the sound is made in `speaker.py`.
"""

from __future__ import annotations

import re
from string import ascii_uppercase

from pypinyin import Style, lazy_pinyin, load_phrases_dict

from link.plan import Counter, Language, Plan
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


def words(call: Call, plan: Plan, language: Language) -> str:
    """What is said of a call, as a person would write it down.

    "请A零一二号，到十二号窗口办理" or "Number A zero one two, please go to window twelve".
    """
    counter = next((counter for counter in plan.counters if counter.id == call.counter), None)
    place = _place(counter, call.counter, language)
    if language == "zh":
        return f"请{_digits(call.number, 'zh')}号，到{place}办理"
    return f"Number {_digits(call.number, 'en')}, please go to {place}"


def spelled(said: str, language: Language, driver: str) -> str:
    """The same for the engine behind a pyttsx3 driver.

    espeak-ng gets pinyin with tone numbers, because it reads hanzi as nonsense; others read what people read.
    """
    if driver != "espeak":
        return said
    if language == "zh":
        return " ".join(_pinyin(said)).replace(" ,", ",")
    return re.sub(r"\b[A-Z]\b", lambda letter: ENGLISH_LETTERS.get(letter[0], letter[0]), said)


def number_words(number: int, language: Language) -> str:
    """0 to 99 in words: 十二, "twenty-one". Raises ValueError outside."""
    if not 0 <= number <= 99:
        raise ValueError(f"{number} is not between 0 and 99; say longer numbers digit by digit")
    tens, ones = divmod(number, 10)
    if language == "zh":
        return _zh_number(tens, ones)
    if number < 20:
        return EN_SMALL[number]
    return EN_TENS[tens] + (f"-{EN_SMALL[ones]}" if ones else "")


def _zh_number(tens: int, ones: int) -> str:
    if not tens:
        return ZH_DIGITS[ones]
    return ("" if tens == 1 else ZH_DIGITS[tens]) + "十" + (ZH_DIGITS[ones] if ones else "")


def _place(counter: Counter | None, counter_id: str, language: Language) -> str:
    """A window's own name, or its id: a number as a number, letters one by one."""
    if counter is not None and counter.name is not None:
        name = counter.name.get(language)
        return _said_numbers(name, language) if language == "zh" else name
    said = _said_numbers(_letters_apart(counter_id, language), language)
    return f"{said}号窗口" if language == "zh" else f"window {said}"


def _letters_apart(counter_id: str, language: Language) -> str:
    parts = re.findall(r"[A-Z]|[0-9]+", counter_id.upper())
    return _joiner(language).join(parts)


def _said_numbers(text: str, language: Language) -> str:
    """Its numbers in words; those over 99 or with a leading zero digit by digit, as on a door."""

    def say(match: re.Match[str]) -> str:
        digits = match[0]
        plain = len(digits) <= 2 and not (len(digits) == 2 and digits[0] == "0")
        return number_words(int(digits), language) if plain else _digits(digits, language)

    return re.sub(r"[0-9]+", say, text)


def _digits(number: str, language: Language) -> str:
    """Letters and digits one by one: "A零一二", "A zero one two"."""
    names = ZH_DIGITS if language == "zh" else EN_SMALL
    return _joiner(language).join(names[int(char)] if char.isdecimal() else char for char in number)


def _joiner(language: Language) -> str:
    return "" if language == "zh" else " "


def _pinyin(said: str) -> list[str]:
    return lazy_pinyin(said, style=Style.TONE3, neutral_tone_with_five=True, errors=_not_hanzi)


def _not_hanzi(run: str) -> str:
    """Letters by their names, anything else that is written between hanzi as a short pause."""
    return " ".join(
        PINYIN_LETTERS.get(char, char) if char in ascii_uppercase else "," for char in run.upper()
    )
