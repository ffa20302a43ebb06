"""The process's life: start, service manager, watchdog, end."""
