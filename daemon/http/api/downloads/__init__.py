"""Everything below ``/api/downloads``: the records, wishing for a book, and a person's decisions."""
