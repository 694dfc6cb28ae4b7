"""What is said of a call, and that the engine reads it right: by espeak-ng's own phonemes."""

from __future__ import annotations

import re

import pytest

from link.plan import Spoken
from tests.voice.voice_kit import call, english, mandarin, needs_espeak, phonemes, plan
from voice import phrases
from voice.voices import Installed, choose

HALL = plan()
TENS = ("", "十", "二十", "三十", "四十")
ZH_NUMBERS = [f"{TENS[n // 10]}{'零一二三四五六七八九'[n % 10] if n % 10 else ''}" for n in range(41)]
EN_ONES = ("zi@roU", "w0n", "tu:", "Tri:", "fo@", "faIv", "sIks", "sEv@n", "eIt", "naIn")
EN_TEENS = (
    *("tEn", "I2lEv@n", "twElv", "T3:ti:n", "fo@ti:n"),
    *("fIfti:n", "sIksti:n", "sEv@nti:n", "eIti:n", "naInti:n"),
)
EN_NUMBERS = [*EN_ONES, *EN_TEENS]
EN_NUMBERS += [tens + ones for tens in ("twEnti", "T3:ti") for ones in ("", *EN_ONES[1:])] + ["fO@ti"]
HANZI = "零一二三四五六七八九十请号到窗口办理"
SOUNDS = (
    *("liN2", "ji1", "@r4", "san1", "si[4", "wu3", "liou4", "tS;hi1", "pA1", "tS;iou3", "s.i.2"),
    *("tS;hiN3", "XAu4", "tAu4", "ts.hwAN1", "khou3", "pan4", "li3"),
)
SYLLABLE = dict(zip(HANZI, SOUNDS, strict=True))
"""How espeak-ng writes each of our syllables, the tone at the end: 十 shi2 is a retroflex s.i. and tone 2."""
ZH_LETTERS = {
    "A": "ei1", "B": "pi4", "C": "sei1", "D": "ti4", "E": "ji4", "F": "aif2", "G": "tS;i4", "H": "eits.h2",
    "I": "ai4", "J": "ts.ei4", "K": "khei4", "L": "ail2", "M": "aim2", "N": "@n1", "O": "ou1", "P": "phi4",
    "Q": "khiou1", "R": "A4 @r2", "S": "ais2", "T": "thi4", "U": "jiou1", "V": "vei1", "W": "tapliou5",
    "X": "aiks2", "Y": "wai4", "Z": "zi4",
}  # fmt: skip
EN_LETTERS = {
    "A": "eI", "B": "bi:", "C": "si:", "D": "di:", "E": "i:", "F": "Ef", "G": "dZi:", "H": "eItS",
    "I": "aI", "J": "dZeI", "K": "keI", "L": "El", "M": "Em", "N": "En", "O": "oU", "P": "pi:",
    "Q": "kju:", "R": "A@", "S": "Es", "T": "ti:", "U": "ju:", "V": "vi:", "W": "dVb@Lju:",
    "X": "Eks", "Y": "waI", "Z": "zEd",
}  # fmt: skip


def sounds(hanzi: str) -> list[str]:
    return [SYLLABLE[char] for char in hanzi]


def tuned(syllables: list[str]) -> list[str]:
    """A third tone before another third tone is spoken as a second one: 五九 wú jiǔ, and espeak-ng does."""
    pairs = zip(syllables, [*syllables[1:], ""], strict=True)
    return [s[:-1] + "2" if s.endswith("3") and after.endswith("3") else s for s, after in pairs]


def said(language: Spoken, number: str = "A012", counter: str = "12") -> str:
    return phrases.words([call(1, number, counter)], HALL, language)


def read(language: Spoken, number: str = "A012", counter: str = "12") -> str:
    return phrases.spelled(said(language, number, counter), language, "espeak")


@pytest.mark.parametrize(
    ("number", "counter", "zh", "en"),
    [
        ("A012", "12", "请A零一二号，到十二号窗口办理", "Number A zero one two, please go to window twelve"),
        ("AB7", "40", "请AB七号，到四十号窗口办理", "Number A B seven, please go to window forty"),
        ("K35", "B3", "请K三五号，到B三号窗口办理", "Number K three five, please go to window B three"),
        ("C1", "se-21", "请C一号，到SE二十一号窗口办理", "Number C one, please go to window S E twenty-one"),
        ("C1", "305", "请C一号，到三零五号窗口办理", "Number C one, please go to window three zero five"),
        ("C1", "05", "请C一号，到零五号窗口办理", "Number C one, please go to window zero five"),
        ("A1", "hui", "请A一号，到银行会计二号室办理", "Number A one, please go to Bank Room 2"),
    ],
)  # fmt: skip
def test_what_people_hear(number: str, counter: str, zh: str, en: str) -> None:
    assert said("zh", number, counter) == zh
    assert said("en", number, counter) == en


def test_a_number_over_99_has_no_words() -> None:
    with pytest.raises(ValueError, match="not between 0 and 99"):
        phrases.number_words(100, "zh")


def test_other_engines_read_what_people_read() -> None:
    assert phrases.spelled(said("zh"), "zh", "sapi5") == "请A零一二号，到十二号窗口办理"
    assert phrases.spelled(said("en"), "en", "nsss").startswith("Number A zero")


def test_each_sound_of_the_tables_is_unlike_the_others() -> None:
    """So the tests below would notice a digit or a letter that is read as another one."""
    assert len({*SOUNDS, *ZH_LETTERS.values()}) == len(SOUNDS) + len(ZH_LETTERS)
    assert len(set(EN_LETTERS.values())) == len(EN_LETTERS)


@needs_espeak
@pytest.mark.parametrize("letter", ZH_LETTERS)
def test_every_letter_is_read_as_that_letter(letter: str) -> None:
    zh = mandarin(read("zh", f"{letter}000"))
    assert zh[: len(zh) - len(sounds("零零零号到十二号窗口办理"))] == [
        SYLLABLE["请"],
        *ZH_LETTERS[letter].split(),
    ]
    assert english(read("en", f"{letter}000")).startswith(f"nVmb3{EN_LETTERS[letter]}zi@roUzi@roUzi@roU")


@needs_espeak
@pytest.mark.parametrize("digit", range(10))
def test_every_digit_is_read_as_that_digit(digit: int) -> None:
    zh = mandarin(read("zh", f"B{digit}0{digit}"))
    assert zh[2:5] == sounds(f"{HANZI[digit]}零{HANZI[digit]}")
    en = EN_ONES[digit]
    assert english(read("en", f"B{digit}0{digit}")).startswith(f"nVmb3bi:{en}zi@roU{en}pli:z")


@needs_espeak
@pytest.mark.parametrize("window", range(1, 41))
def test_the_whole_phrase_for_every_window(window: int) -> None:
    heard = mandarin(read("zh", "B295", str(window)))
    assert heard[:2] == [SYLLABLE["请"], ZH_LETTERS["B"]]
    assert heard[2:] == tuned(sounds(f"二九五号到{ZH_NUMBERS[window]}号窗口办理"))
    expected = f"nVmb3bi:tu:naInfaIvpli:zgoUt@wIndoU{EN_NUMBERS[window]}"
    assert english(read("en", "B295", str(window))) == expected


@needs_espeak
def test_hanzi_read_by_the_other_mandarin_voice_would_be_noticed() -> None:
    """espeak-ng 1.51's "cmn" falls into English in the middle of the phrase."""
    assert "(en)" in phonemes("cmn", said("zh"))
    assert "(en)" not in phonemes("cmn-latn-pinyin", read("zh"))


@needs_espeak
@pytest.mark.parametrize(
    ("hanzi", "pinyin"),
    [
        ("银行", "yin2 hang2"),
        ("行政审批", "xing2 zheng4 shen3 pi1"),
        ("会计", "kuai4 ji4"),
        ("会谈室", "hui4 tan2 shi4"),
        ("重大项目", "zhong4 da4 xiang4 mu4"),
        ("重呼", "chong2 hu1"),
        ("长者", "zhang3 zhe3"),
        ("长期", "chang2 qi1"),
        ("调解", "tiao2 jie3"),
        ("调查", "diao4 cha2"),
        ("还款", "huan2 kuan3"),
        ("女士", "nv3 shi4"),
        ("绿色通道", "lv4 se4 tong1 dao4"),
        ("老人的", "lao3 ren2 de5"),
        ("出件窗口（西）", "chu1 jian4 chuang1 kou3, xi1 ,"),
    ],
)
def test_words_of_halls_with_more_than_one_reading(hanzi: str, pinyin: str) -> None:
    assert phrases.spelled(hanzi, "zh", "espeak").replace(" ,", ",") == pinyin.replace(" ,", ",")
    count = len(pinyin.replace(",", " ").split())
    assert len(mandarin(pinyin)) == count
    assert "(en)" not in phonemes("cmn-latn-pinyin", pinyin)


def voices(**languages: str) -> list[Installed]:
    return [Installed(name, tuple(codes.split())) for name, codes in languages.items()]


@pytest.mark.parametrize(
    ("driver", "installed", "zh", "en"),
    [
        ("espeak", voices(a="cmn", b="cmn-latn-pinyin", c="en-029", d="en-gb", e="en-us"), "b", "d"),
        ("espeak", voices(a="cmn", c="en-gb-scotland"), None, "c"),
        ("sapi5", voices(tracy="zh-HK", huihui="zh-CN", zira="en-US"), "huihui", "zira"),
        ("sapi5", voices(zira="en-US"), None, "zira"),
        (
            "nsss",
            voices(sinji="zh_HK", meijia="zh_TW", tingting="zh_CN", daniel="en_GB"),
            "tingting",
            "daniel",
        ),
        ("nsss", voices(sinji="zh_HK"), None, None),
    ],
)
def test_the_voice_for_a_language(
    driver: str, installed: list[Installed], zh: str | None, en: str | None
) -> None:
    found = [choose(language, driver, installed) for language in ("zh", "en")]
    assert [voice and voice.id for voice in found] == [zh, en]


# ---------------------------------------------------------------------- Cantonese, and several together

YUE = {
    "零": "ling4", "一": "ja1t", "二": "ji6", "三": "saa7m", "四": "sei3", "五": "ng5", "六": "lu6k",
    "七": "ca1t", "八": "baa3t", "九": "gau2", "十": "sa6p", "请": "cing2", "号": "hou6", "到": "dou3",
    "窗": "coeng1", "口": "hau2", "办": "baa6n", "理": "lei5",
}  # fmt: skip
YUE_WORDS = {
    "银行": "Na4nhong4", "行人": "hang4ja4n", "重呼": "cung4fu1", "长者": "zoeng2ze2", "还款": "waa4nfu2n",
    "差旅": "caai1leoi5", "首都": "sau2dou1", "出件": "ceo1tgi6n",
}  # fmt: skip
"""As espeak-ng writes them: a tone stands before the sound that ends its syllable, and N is ng."""


def cantonese(text: str) -> str:
    """The phonemes of the Cantonese voice, without stress; tones may stand inside a syllable."""
    plain = phonemes("yue", text)
    for mark in ("'", ",", "_|", "|", " ", "\n"):
        plain = plain.replace(mark, "")
    return plain


@needs_espeak
@pytest.mark.parametrize("char", YUE)
def test_cantonese_syllables(char: str) -> None:
    assert cantonese(char) == YUE[char]


@needs_espeak
@pytest.mark.parametrize("word", YUE_WORDS)
def test_words_that_an_engine_may_misread_in_cantonese(word: str) -> None:
    assert cantonese(word) == YUE_WORDS[word]


@needs_espeak
@pytest.mark.parametrize("letter", EN_LETTERS)
def test_letters_are_english_in_cantonese_too(letter: str) -> None:
    sounds = re.sub(r"[\d',]", "", phonemes("yue", read("yue", f"{letter}012")))
    assert f"(en){EN_LETTERS[letter]}(yue)" in sounds


def test_cantonese_reads_the_chinese_words() -> None:
    assert said("yue") == said("zh") == "请A零一二号，到十二号窗口办理"
    assert read("yue") == said("yue")


def test_several_calls_in_one_phrase() -> None:
    calls = [call(1, "A001", "3"), call(2, "B012", "5")]
    assert phrases.words(calls, HALL, "zh") == "请A零零一号到三号窗口，B零一二号到五号窗口办理"
    assert (
        phrases.words(calls, HALL, "en")
        == "Please: number A zero zero one to window three, number B zero one two to window five"
    )
