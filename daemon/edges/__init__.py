"""Sources of events: the clock, the library's folders, the spool."""
