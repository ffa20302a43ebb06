"""Clients: one module or folder per external service, with only the calls that we use."""
