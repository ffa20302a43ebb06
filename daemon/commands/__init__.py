"""The commands, except the one that runs the daemon."""
