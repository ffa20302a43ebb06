"""Notifications: which conditions are sent, and when."""
