"""shelfhook's own data: the event queue and the records, in SQLite or PostgreSQL."""
