"""The Debian package: built with dpkg's own tools, tried in a fresh Debian."""
