"""Finding, proposing and adding downloads within the account's rules."""
