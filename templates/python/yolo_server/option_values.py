"""Texts of flags and environment variables as values."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Sequence
from typing import Any

Parse = Callable[[str, str], Any]
"""Turns the text of an option into a value; the second argument names it in messages."""


class OptionsError(Exception):
    """The command line or the environment is wrong; the message says what is allowed."""


def number(lowest: float, highest: float) -> Parse:
    """A number in a range, both ends included."""

    def parse(text: str, label: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if lowest <= value <= highest:
            return value
        raise wrong(label, text, f"a number from {lowest:g} to {highest:g}")

    return parse


def integer(lowest: int, highest: int) -> Parse:
    """A whole number in a range, both ends included."""

    def parse(text: str, label: str) -> int:
        if re.fullmatch(r"\s*[0-9]{1,18}\s*", text) and lowest <= int(text) <= highest:
            return int(text)
        raise wrong(label, text, f"a whole number from {lowest} to {highest}")

    return parse


def one_of(words: Sequence[str]) -> Parse:
    """One of a few words."""

    def parse(text: str, label: str) -> str:
        word = text.strip().lower()
        if word in words:
            return word
        raise wrong(label, text, f"one of {', '.join(words)}")

    return parse


def size(lowest: int, highest: int) -> Parse:
    """A size in pixels: one number for a square, or ``height,width``."""

    def parse(text: str, label: str) -> tuple[int, int]:
        if re.fullmatch(r"\s*[0-9]{1,6}\s*(,\s*[0-9]{1,6}\s*)?", text):
            sides = [int(side) for side in text.split(",")]
            if all(lowest <= side <= highest for side in sides):
                return sides[0], sides[-1]
        allowed = f"pixels as 640 or 480,640 (height,width), from {lowest} to {highest}"
        raise wrong(label, text, allowed)

    return parse


def texts(text: str, label: str) -> list[str]:
    """Texts between commas, or a list of them in JSON, where they hold commas themselves."""
    if not text.lstrip().startswith("["):
        return [one.strip() for one in text.split(",")]
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        given = None
    if isinstance(given, list) and given and all(isinstance(one, str) for one in given):
        return given
    raise wrong(label, text, "texts between commas, or a list of texts in JSON")


def non_empty(text: str, label: str) -> str:
    if text.strip() == "":
        raise OptionsError(f"{label} is empty.")
    return text


def wrong(label: str, text: str, allowed: str) -> OptionsError:
    shown = json.dumps(text[:80], ensure_ascii=False)
    return OptionsError(f"{label} is {shown}, but must be {allowed}.")
