"""Notifications: what is worth one, and when it is sent."""
