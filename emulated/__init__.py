"""The emulated desk: devices at the far end of the wire. Imports nothing of the product's rooms."""
