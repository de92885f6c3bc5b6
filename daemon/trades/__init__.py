"""One file a device class: which verbs its worker knows and how each becomes calls of the driver."""
