"""The renderer: the citizen's screen and touch. No network, no devices; one process a visit."""

import os

# pygame greets on stdout when it is imported, unless it is told not to before
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
