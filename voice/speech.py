"""The engine that speaks: pyttsx3 in its child process, with the machine's own voices.

The child and its deadlines are `speaker.py`'s; what the engine is given to read is spelled in `phrases.py`.
"""

from __future__ import annotations

from voice import phrases
from voice.engine import NOTICE_S, EngineError, Phrase
from voice.speaker import Speaker, SpeakerError


class Speech:
    """pyttsx3: espeak-ng on Linux, SAPI 5 on Windows, NSSpeech on macOS."""

    name = "speech"

    def __init__(self, speaker: Speaker | None = None) -> None:
        self._speaker = speaker or Speaker()

    @staticmethod
    def hasty() -> Speech:
        """One that gives up in time for another engine to say the phrase."""
        return Speech(Speaker(start_s=NOTICE_S, phrase_s=NOTICE_S, within_s=NOTICE_S))

    def begin(self) -> None:
        """Start the child. Raises EngineError."""
        try:
            with self._speaker.budget():
                self._speaker.begin()
        except SpeakerError as error:
            raise EngineError(str(error)) from error

    def say(self, phrase: Phrase) -> bytes:
        """Speak it. Raises EngineError."""
        language = phrase.language
        try:
            with self._speaker.budget():
                voice = self._speaker.voice(language, phrase.speed)
                spelled = phrases.spelled(phrase.text, language, self._speaker.driver)
                return self._speaker.speak(spelled, voice)
        except SpeakerError as error:
            raise EngineError(f"{language}: {error}") from error

    def close(self) -> None:
        """End the child."""
        self._speaker.close()
