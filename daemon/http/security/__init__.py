"""Who may call: guard, peers, sessions, sign-in, forms."""
