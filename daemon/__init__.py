"""The hardware service: owns the devices, the countdown and the visit, and holds nothing personal itself."""
