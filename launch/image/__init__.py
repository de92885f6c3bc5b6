"""The images that kiosks run: built from the Debian package, booted in QEMU, tried from outside."""
