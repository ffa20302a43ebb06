"""The process: settings, wiring, loops, HTTP and the command line."""
