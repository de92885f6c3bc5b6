"""``python -m launch``: what the `kiosk` script runs."""

import sys

from launch.command import main

if __name__ == "__main__":
    sys.exit(main())
