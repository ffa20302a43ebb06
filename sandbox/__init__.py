"""Stand-ins for the services, on loopback, for the demo and the tests."""
