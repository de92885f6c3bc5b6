"""Parts that screens are made of: frozen dataclasses with a box, a `draw` and their touchables."""
