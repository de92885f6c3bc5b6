"""The steps. A step that was published is not changed any more."""
