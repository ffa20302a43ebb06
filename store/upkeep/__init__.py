"""Backup, copy, upgrade, soundness, pruning."""
