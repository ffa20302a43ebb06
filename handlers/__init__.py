"""What we do: one file per event, named after it."""
