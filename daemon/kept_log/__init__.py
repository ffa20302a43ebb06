"""The newest lines of the log, kept on disk for the page that shows them."""
