"""`./kiosk fuzz SUBJECT`: bytes that nobody thought of, guided by what they reach in the code (atheris, libFuzzer)."""
