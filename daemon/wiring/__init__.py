"""Builds the daemon from its parts; the route table."""
