"""Access: guard, peers, sessions, sign-in, forms."""
