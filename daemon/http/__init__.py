"""What the daemon serves: the hook, its health, its metrics, its API and its pages."""
