"""One thread that waits, and never wakes for nothing."""

from __future__ import annotations

import os
import threading

from wire.loop import Loop


def test_timers_fire_in_order_and_canceled_ones_do_not() -> None:
    now = [0.0]
    loop = Loop(lambda: now[0])
    fired: list[str] = []
    loop.call_at(2, lambda: fired.append("second"))
    loop.call_at(1, lambda: fired.append("first"))
    loop.call_at(1.5, lambda: fired.append("never")).cancel()
    loop.run_once(0)
    assert fired == []
    now[0] = 5
    loop.run_once(0)
    assert fired == ["first", "second"]
    loop.close()


def test_a_descriptor_that_becomes_readable_calls_back() -> None:
    loop = Loop()
    reader, writer = os.pipe()
    seen: list[bytes] = []
    loop.watch(reader, lambda: seen.append(os.read(reader, 10)))
    os.write(writer, b"here")
    loop.run_once(5)
    loop.unwatch(reader)
    os.write(writer, b"again")
    loop.run_once(0)
    assert seen == [b"here"]
    loop.close()
    os.close(reader)
    os.close(writer)


def test_another_thread_may_hand_something_in() -> None:
    loop = Loop()
    where: list[threading.Thread] = []

    def handed_in() -> None:
        where.append(threading.current_thread())
        loop.stop()

    thread = threading.Thread(target=lambda: loop.call_from_thread(handed_in))
    thread.start()
    loop.run()
    thread.join()
    assert where == [threading.main_thread()]
    loop.close()


def test_waiting_wakes_once_for_one_timer() -> None:
    loop = Loop()
    fired: list[bool] = []
    loop.call_later(0.02, lambda: fired.append(True))
    turns = 0
    while not fired:
        loop.run_once(None)
        turns += 1
    assert turns <= 2
    loop.close()
