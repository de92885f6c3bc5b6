"""A process of its own for tests: load the engine, become somebody, fork, and type in the child.

Arguments: the dictionary's directory, the log directory, the uid to become (-1: stay), then pinyin to type. Prints a
JSON object: threads in the parent before the fork, and for each pinyin the first candidate the child was given.
"""

import json
import os
import sys
from pathlib import Path

from ui.ime.engine import Engine


def _typed(engine: Engine, letters: str) -> str:
    composition = engine.compose()
    for letter in letters:
        composition.press(letter)
    composition.select(0)
    text = composition.take_committed()
    composition.close()
    return text


def main() -> None:
    """Do as the arguments say."""
    directory, log, uid, *words = sys.argv[1:]
    if int(uid) >= 0:
        os.setgid(int(uid))
        os.setuid(int(uid))
    engine = Engine.load(Path(directory) / "shared", Path(directory) / "built", Path(log))
    _typed(engine, "zhangsan")
    threads = len(os.listdir("/proc/self/task"))
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        with os.fdopen(writer, "w", encoding="utf-8") as pipe:
            json.dump([_typed(engine, word) for word in words], pipe)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as pipe:
        texts = json.load(pipe)
    _, status = os.waitpid(child, 0)
    still = _typed(engine, "foshan")
    print(json.dumps({"threads": threads, "texts": texts, "status": status, "parent": still}))


if __name__ == "__main__":
    main()
