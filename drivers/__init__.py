"""Drivers: one folder a device class. No process and no bus in here."""
