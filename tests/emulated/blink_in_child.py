"""Uses the real RPi.GPIO of rpi-lgpio over the desk's lgpio, obeying one word a line. A process of its own: the
library opens its chip on import and keeps it.

Lines in: ``lamp PIN LEVEL``, ``blink PIN``, ``read PIN``, ``watch PIN [BOUNCE_MS]``, ``edge`` (wait for one), ``none``
(whether no edge is left), ``clean``.
"""

import queue
import sys

from RPi import GPIO


def main() -> None:
    """One answer a line."""
    edges: queue.Queue[str] = queue.Queue()
    pulses = []
    GPIO.setmode(GPIO.BCM)
    for line in sys.stdin:
        word, *numbers = line.split()
        pins = [int(number) for number in numbers]
        answer = "ok"
        try:
            if word == "lamp":
                GPIO.setup(pins[0], GPIO.OUT, initial=0)
                GPIO.output(pins[0], pins[1])
                answer = str(GPIO.input(pins[0]))
            elif word == "blink":
                GPIO.setup(pins[0], GPIO.OUT, initial=0)
                pulses.append(GPIO.PWM(pins[0], 2))
                pulses[-1].start(50)
            elif word == "read":
                GPIO.setup(pins[0], GPIO.IN, pull_up_down=GPIO.PUD_UP)
                answer = str(GPIO.input(pins[0]))
            elif word == "watch":
                GPIO.setup(pins[0], GPIO.IN, pull_up_down=GPIO.PUD_UP)
                GPIO.add_event_detect(pins[0], GPIO.BOTH, bouncetime=pins[1] if len(pins) > 1 else None,
                                      callback=lambda pin: edges.put(f"{pin} {GPIO.input(pin)}"))
            elif word == "edge":
                answer = edges.get(timeout=30)
            elif word == "none":
                answer = str(edges.empty())
            elif word == "clean":
                pulses.clear()
                GPIO.cleanup()
        except Exception as error:
            answer = f"{type(error).__name__}: {error}"
        print(answer, flush=True)


if __name__ == "__main__":
    main()
