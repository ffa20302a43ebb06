"""The guide's phases as a command: their progress, and their results."""
