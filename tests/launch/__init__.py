"""What stands behind `./kiosk`."""
