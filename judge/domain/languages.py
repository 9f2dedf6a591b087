"""The languages that a statement may be written in, and which of them a reader gets."""

from collections.abc import Sequence

NAMES = {  # by ISO 639-1, each as those who read it call it
    "ar": "العربية",
    "bg": "Български",
    "bn": "বাংলা",
    "ca": "Català",
    "cs": "Čeština",
    "da": "Dansk",
    "de": "Deutsch",
    "el": "Ελληνικά",
    "en": "English",
    "es": "Español",
    "et": "Eesti",
    "fa": "فارسی",
    "fi": "Suomi",
    "fr": "Français",
    "he": "עברית",
    "hi": "हिन्दी",
    "hr": "Hrvatski",
    "hu": "Magyar",
    "id": "Bahasa Indonesia",
    "it": "Italiano",
    "ja": "日本語",
    "ko": "한국어",
    "lt": "Lietuvių",
    "lv": "Latviešu",
    "nb": "Norsk bokmål",
    "nl": "Nederlands",
    "pl": "Polski",
    "pt": "Português",
    "ro": "Română",
    "ru": "Русский",
    "sk": "Slovenčina",
    "sl": "Slovenščina",
    "sr": "Српски",
    "sv": "Svenska",
    "ta": "தமிழ்",
    "th": "ไทย",
    "tr": "Türkçe",
    "uk": "Українська",
    "ur": "اردو",
    "vi": "Tiếng Việt",
    "zh": "中文",
}
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


def known(code: str) -> str:
    """The code itself; ValueError when it names no language of the table."""
    if code not in NAMES:
        raise ValueError(f'"{code}" is no known language: two letters, such as "de" or "en"')
    return code


def direction(code: str) -> str:
    """How a language is written, as the attribute `dir` says it."""
    return "rtl" if code in RIGHT_TO_LEFT else "ltr"


def chosen(wishes: Sequence[str], offered: Sequence[str]) -> str:
    """The first wish that is offered, else the first of what is offered; a wish such as "de-AT" is one for "de"."""
    for wish in wishes:
        code = wish.lower().partition("-")[0]
        if code in offered:
            return code
    return offered[0]
