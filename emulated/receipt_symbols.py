"""Barcodes and QR codes as a printer's firmware draws them: data in, modules out.

CODE128 after ISO/IEC 15417 with the code sets chosen by the ``{A {B {C`` of ESC/POS; QR after ISO/IEC 18004 by the
qrcode library.
"""

import qrcode
import qrcode.constants
import qrcode.exceptions

_WIDTHS = (
    "212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222123122123221"
    "223211221132221231213212223112312131311222321122321221312212322112322211212123212321232121111323131123131321"
    "112313132113132311211313231113231311112133112331132131113123113321133121313121211331231131213113213311213131"
    "311123311321331121312113312311332111314111221411431111111224111422121124121421141122141221112214112412122114"
    "122411142112142211241211221114413111241112134111111242121142121241114212124112124211411212421112421211212141"
    "214121412121111143111341131141114113114311411113411311113141114131311141411131211412211214211232"
)
"""Bar and space widths of values 0 to 105, six digits each; 103 to 105 are the starts in A, B, C."""
_STOP = "2331112"
_STARTS = {"A": 103, "B": 104, "C": 105}
_SWITCH = {"A": 101, "B": 100, "C": 99}
_FUNCTIONS = {("1", "A"): 102, ("1", "B"): 102, ("1", "C"): 102, ("2", "A"): 97, ("2", "B"): 97, ("3", "A"): 96,
              ("3", "B"): 96, ("4", "A"): 101, ("4", "B"): 100}
QUIET_ZONE = 10
"""Modules of white that must stay free on both sides of a CODE128."""


class NotDrawable(ValueError):
    """The printer would ignore this symbol; the text says why."""


def code128(data: bytes) -> tuple[list[bool], str]:
    """Modules (True is a bar) and the human-readable text of ``GS k 73``'s data.

    Raises :class:`NotDrawable` where the data does not begin with a code set or has a character the set lacks.
    """
    if len(data) < 3 or data[:1] != b"{" or chr(data[1]) not in _STARTS:
        raise NotDrawable("CODE128 data must begin with {A, {B or {C")
    code_set = chr(data[1])
    values = [_STARTS[code_set]]
    text = ""
    place = 2
    while place < len(data):
        byte = data[place]
        if byte == ord("{"):
            place += 2
            sign = chr(data[place - 1]) if place <= len(data) else ""
            if sign in _SWITCH and sign != code_set:
                code_set = sign
                values.append(_SWITCH[sign])
            elif (sign, code_set) in _FUNCTIONS:
                values.append(_FUNCTIONS[sign, code_set])
            elif sign == "{" and code_set == "B":
                values.append(byte - 32)
                text += "{"
            else:
                raise NotDrawable(f"CODE128 has no {{{sign} in code set {code_set}")
        else:
            values.append(_value(byte, code_set))
            text += f"{byte:02d}" if code_set == "C" else chr(byte) if byte >= 32 else " "
            place += 1
    values.append((values[0] + sum(weight * value for weight, value in enumerate(values[1:], 1))) % 103)
    widths = "".join(_WIDTHS[6 * value:6 * value + 6] for value in values) + _STOP
    modules: list[bool] = []
    for number, width in enumerate(widths):
        modules += [number % 2 == 0] * int(width)
    return modules, text


def _value(byte: int, code_set: str) -> int:
    if code_set == "C" and byte <= 99:
        return byte
    if code_set == "B" and 32 <= byte <= 127:
        return byte - 32
    if code_set == "A" and byte <= 95:
        return byte - 32 if byte >= 32 else byte + 64
    raise NotDrawable(f"CODE128 set {code_set} has no character {byte:#04x}")


def qr(data: bytes, level: int) -> list[list[bool]]:
    """Modules of a QR code without its quiet zone. ``level`` is ESC/POS's 48 L, 49 M, 50 Q, 51 H.

    Raises :class:`NotDrawable` when the data does not fit any version.
    """
    levels = {48: qrcode.constants.ERROR_CORRECT_L, 49: qrcode.constants.ERROR_CORRECT_M,
              50: qrcode.constants.ERROR_CORRECT_Q, 51: qrcode.constants.ERROR_CORRECT_H}
    code = qrcode.QRCode(error_correction=levels[level], border=0)
    code.add_data(data)
    try:
        code.make(fit=True)
    except (qrcode.exceptions.DataOverflowError, ValueError) as error:
        raise NotDrawable(f"{len(data)} bytes do not fit a QR code") from error
    return [[bool(module) for module in row] for row in code.get_matrix()]
