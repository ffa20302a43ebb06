"""What we own: the inbox and the records, in SQLite or PostgreSQL."""
