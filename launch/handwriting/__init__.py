"""Makes the templates of handwriting recognition: ``python -m launch.handwriting``."""
