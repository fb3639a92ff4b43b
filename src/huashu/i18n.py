"""Messages: Chinese in the source, English from a gettext catalog; click's and typer's the other way round.

Call `_()` where a message is made, never at import time of a module that a library caller may load first;
the command line chooses the language before it imports its commands.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping
from pathlib import Path

LOCALES = Path(__file__).parent / "locales"
DOMAIN = "huashu"
LIBRARIES_DOMAIN = "messages"  # where click and typer look up their own texts
CHINESE, ENGLISH = "zh", "en"

_translation: gettext.NullTranslations = gettext.NullTranslations()
_language = CHINESE


def _(message: str) -> str:
    """The message in the language in force; the Chinese source text where it has no translation."""
    return _translation.gettext(message) if message else ""


def use(language: str) -> None:
    """Speak `language` (CHINESE or ENGLISH) from now on.

    typer reads some headings when it is imported: call this before.
    """
    global _translation, _language
    _language = language
    languages = [ENGLISH] if language == ENGLISH else []
    _translation = gettext.translation(DOMAIN, LOCALES, languages=languages, fallback=True)
    gettext.bindtextdomain(LIBRARIES_DOMAIN, LOCALES)
    os.environ["LANGUAGE"] = language  # gettext.gettext(), which click and typer call, asks the environment only


def language() -> str:
    """The language in force."""
    return _language


def choose(environ: Mapping[str, str] = os.environ, library_language: str = "") -> str:
    """HUASHU_LANG, then the library's language, then the locale, else Chinese (DESIGN: Commands)."""
    locale = environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG") or ""
    for wish in (environ.get("HUASHU_LANG", ""), library_language, locale):
        prefix = wish.replace("-", "_").split("_")[0].split(".")[0].lower()
        if prefix in (CHINESE, ENGLISH):
            return prefix
    return CHINESE
