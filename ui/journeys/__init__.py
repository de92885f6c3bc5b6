"""Journeys as data: which step follows which outcome."""
