"""Probes everything that can be wrong, by subject, and says how to fix it."""
