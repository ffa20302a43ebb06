"""The guide's six phases as a command: their progress, and their results."""
