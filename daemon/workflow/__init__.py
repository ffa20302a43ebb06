"""The guide's six phases, run at will: in this process, or by the daemon that has the store."""
