"""The daemon: pure parts as tables, and whole kiosks of real processes with only the devices made up (`kiosk.py`)."""
