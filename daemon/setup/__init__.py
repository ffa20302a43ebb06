"""The first settings: each step's values are tried before they are kept."""
