"""Back-tests: a policy document tried on past decisions, and every decision that it would change."""
