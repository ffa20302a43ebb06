"""Looks at everything that can be wrong, one probe a file, and says how each is mended."""
