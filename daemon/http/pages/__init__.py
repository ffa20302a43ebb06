"""The pages that show what happens."""
