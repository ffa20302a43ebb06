"""How the tables came to be, one step a version; run at start, with a copy of the SQLite file before."""
