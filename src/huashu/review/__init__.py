"""Who has approved what, and whether that is enough."""
