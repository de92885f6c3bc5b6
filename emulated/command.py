"""The desk by hand: ``python -m emulated.command --dir DIR card 张三``.

Exit codes: 0 done, 1 the desk refused or is not there, 2 wrong usage.
"""

import argparse
import json
import sys
from pathlib import Path

from emulated.client import DeskClient, DeskGone, DeskRefused

DEVICES = ("idcard", "barcode", "scanner", "printer", "gpio")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="desk", description="Lay cards and paper, show codes, pull cables, at an "
                                     "emulated desk that is running.")
    parser.add_argument("--dir", required=True, type=Path, help="the desk's directory")
    parser.add_argument("--json", action="store_true", help="answer as JSON, for programs")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")

    def verb(name: str, help: str) -> argparse.ArgumentParser:
        return verbs.add_parser(name, help=help, description=help)

    verb("people", "whose cards lie in the drawer")
    card = verb("card", "lay somebody's card on the reader, or lift it: card 张三 · card none · card 赵六 sex=女")
    card.add_argument("name")
    card.add_argument("fields", nargs="*", metavar="FIELD=VALUE", help="with any, a card of one's own is made")
    reader = verb("reader", "put another make of card reader there, plugged; a wrong one is answered with the list")
    reader.add_argument("make")
    reader.add_argument("rate", nargs="?", type=int, help="a serial one's baud rate (115200)")
    paper = verb("paper", "lay PNG or JPEG files on the scanner, or take the paper away: paper none")
    paper.add_argument("files", nargs="+", metavar="FILE")
    verb("code", "hold a barcode before the reader").add_argument("text")
    for name, help in (("plug", "plug a device in"), ("unplug", "pull a device's cable")):
        verb(name, help).add_argument("device", choices=DEVICES)
    fault = verb("fault", "switch a fault on, or all of a device off: fault printer none")
    fault.add_argument("device", choices=DEVICES)
    fault.add_argument("fault")
    fault.add_argument("value", nargs="?", type=float, help="the fault's number; see: faults")
    fault.add_argument("--times", type=int, help="how often it strikes before it goes away by itself")
    fault.add_argument("--skip", type=int, help="how many occasions pass well first")
    verb("faults", "all faults of all devices, and which are on")
    verb("paper-roll", "the printer's paper").add_argument("level", choices=("ok", "low", "out"))
    verb("cover", "the printer's cover").add_argument("position", choices=("open", "closed"))
    verb("tear", "tear off the paper that hangs out of the printer")
    verb("take", "take the receipt out of a presenter's mouth")
    printer = verb("printer", "put another make of printer there, plugged; a wrong one is answered with the list")
    printer.add_argument("make")
    printer.add_argument("way", nargs="?", default="usb")
    verb("key", "the service key").add_argument("position", choices=("press", "release"))
    verb("door", "the cabinet's door").add_argument("position", choices=("open", "closed"))
    verb("lamps", "which lamps are lit")
    verb("printed", "all receipts, newest last")
    printed = verb("wait-printed", "wait until so many receipts are complete")
    printed.add_argument("at_least", type=int)
    printed.add_argument("--seconds", type=float, default=30.0)
    wait = verb("wait", "wait for a count: receipts-printed, cards-read, pages-scanned, scans-broken-off, codes-sent")
    wait.add_argument("count")
    wait.add_argument("at_least", type=int)
    wait.add_argument("--seconds", type=float, default=30.0)
    verb("pace", "how long things take").add_argument("pace", choices=("real", "instant"))
    verb("state", "everything the desk knows")
    verb("reset", "as after starting")
    verb("quit", "end the desk")
    return parser


def _request(parser: argparse.ArgumentParser, options: argparse.Namespace) -> dict[str, object]:
    """The verb's fields."""
    fields: dict[str, object] = {name: value for name, value in vars(options).items()
                                 if name not in ("dir", "json", "verb") and value is not None}
    if options.verb == "card":
        loose = [field.partition("=") for field in fields.pop("fields", [])]  # type: ignore[attr-defined]
        if any(not sign for _, sign, _ in loose):
            parser.error("a card's fields are written FIELD=VALUE")
        if loose:
            return {"fields": {"name": options.name, **{name: value for name, _, value in loose}}}
    if options.verb == "paper":
        none = options.files == ["none"]
        return {"files": [] if none else [str(Path(file).absolute()) for file in options.files]}
    return fields


def _show(value: object, indent: int = 0) -> None:
    """An answer for people: one line a value, one block an entry."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value, 1) if isinstance(value, list) else ()
    for name, entry in pairs:
        if isinstance(entry, dict | list) and entry:
            print(f"{' ' * indent}{name}:")
            _show(entry, indent + 2)
        else:
            plain = "-" if entry is None or entry == [] or entry == {} else entry
            print(f"{' ' * indent}{name}: {plain}")


def main(arguments: list[str] | None = None) -> int:
    """Do one verb."""
    parser = _parser()
    options = parser.parse_args(arguments)
    fields = _request(parser, options)
    try:
        answer = DeskClient(options.dir).ask(options.verb, **fields)
    except (DeskGone, DeskRefused) as error:
        if options.json:
            print(json.dumps({"ok": False, "error": str(error)}, ensure_ascii=False))
        else:
            print(error, file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps({"ok": True, **answer}, ensure_ascii=False))
    else:
        _show(answer)
    return 0


if __name__ == "__main__":
    sys.exit(main())
