"""Settings: their forms, their problems, credentials, schedules, zones and the state directory."""
