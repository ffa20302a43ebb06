"""What turns the outside into events: the clock, the library's folders, the spool."""
