"""What the kiosk serves: catalogue, search, sealed applications, and the server that keeps them."""
