"""What the screen says when the renderer cannot start: a picture, without SDL and the bus."""
