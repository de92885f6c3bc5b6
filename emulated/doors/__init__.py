"""Doors: ways by which real libraries reach the device models."""
