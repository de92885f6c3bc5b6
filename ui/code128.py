"""CODE 128 (ISO/IEC 15417) as bars: code set B, which holds every printable ASCII character. Pure."""

from __future__ import annotations

QUIET = 10
"""Modules that must stay white before and after the bars."""

_WIDTHS = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 "
    "123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 "
    "232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 "
    "313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 "
    "111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 "
    "111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 "
    "114311 411113 411311 113141 114131 311141 411131 211412 211214 211232"
).split()
"""Widths of bars and spaces in modules, by symbol value 0 to 105, a bar first."""
_STOP = "2331112"
_START_B = 104
_FIRST = " "
_LAST = "~"


def bars(text: str) -> tuple[tuple[int, int], ...]:
    """Start and width of each bar in modules, from the first bar on. Raises `ValueError` for other characters."""
    if not text or any(not _FIRST <= character <= _LAST for character in text):
        raise ValueError("code set B holds the printable ASCII characters")
    values = [_START_B, *(ord(character) - ord(_FIRST) for character in text)]
    check = (_START_B + sum(place * value for place, value in enumerate(values))) % 103
    widths = "".join(_WIDTHS[value] for value in (*values, check)) + _STOP
    found: list[tuple[int, int]] = []
    at = 0
    for index, width in enumerate(map(int, widths)):
        if index % 2 == 0:
            found.append((at, width))
        at += width
    return tuple(found)


def modules(text: str) -> int:
    """The width of all of it, in modules, without the quiet zones."""
    last = bars(text)[-1]
    return sum(last)
