"""The renderer: the citizen's screen and touch. No network, no devices; one process a visit."""
