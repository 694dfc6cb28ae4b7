"""The language of a screen, and Qt's own reading of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator

from assets.texts import LANGUAGES, Texts
from screen.language import Language
from screen.translator import Translator

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def made() -> Iterator[list[Language]]:
    languages: list[Language] = []
    yield languages
    for language in languages:
        if language._translator is not None:
            QCoreApplication.removeTranslator(language._translator)


def test_the_halls_first_language_unless_one_was_chosen(made: list[Language]) -> None:
    free, chosen = Language(), Language("zh")
    made += [free, chosen]
    for language in made:
        language.starts_in("en")
    assert [language.texts.language for language in made] == ["en", "zh"]


def test_a_language_that_there_is_not(made: list[Language]) -> None:
    with pytest.raises(ValueError, match="language 'de': there is zh and en"):
        Language("de")


def test_what_changes_is_told_once(made: list[Language]) -> None:
    language = Language("zh")
    made.append(language)
    changed, sized = list[str](), list[bool]()
    language.changed.connect(lambda: changed.append(language.texts.language))
    language.size_changed.connect(lambda: sized.append(bool(language.property("large"))))
    language.use("zh")
    language.use("en")
    language.toggle_large()
    assert (changed, sized) == (["en"], [True])
    language.reset()
    language.reset()
    assert (changed, sized) == (["en", "zh"], [True, False])
    assert language.property("current") == "zh"


def test_qml_texts_follow(made: list[Language]) -> None:
    language = Language("zh")
    made.append(language)
    assert QCoreApplication.translate("Anywhere", "Back") == "返回"
    language.use("en")
    assert QCoreApplication.translate("Anywhere", "Back") == "Back"


@pytest.mark.parametrize("language", LANGUAGES)
def test_qt_reads_every_text_as_the_catalogue_has_it(language: str) -> None:
    """Our own writing of Qt's format, read back by Qt itself."""
    texts = Texts.load(language)
    translator = Translator(texts)
    assert not translator.isEmpty()
    checked = 0
    for source, forms in texts.for_qt().items():
        for number, form in ((1, forms[0]), (2, forms[-1]), (0, forms[-1])):
            found = QTranslator.translate(translator, "Page", source, None, number if len(forms) > 1 else -1)
            assert found == form, source
            checked += 1
    assert checked > 100


def test_what_is_not_in_the_catalogue_stays_as_it_is(made: list[Language]) -> None:
    made.append(Language("zh"))
    assert QCoreApplication.translate("Page", "A text that nobody wrote") == "A text that nobody wrote"
