"""The hall server: keeps sealed applications and says how far they are. A city's, or a kiosk's own on a unix socket."""
