"""`./kiosk bench`: what is promised in numbers, measured, each beside a rival in the same run on the same machine."""
