"""The daemon's HTTP server: the hook, health, metrics, the API and the pages."""
