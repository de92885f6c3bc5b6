"""Pure knowledge that several rooms must agree on. No I/O, no thread, no clock in here."""
