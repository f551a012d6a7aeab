"""Money rules of the ledger: what a transfer does to a budget, how budgets nest and when their periods begin."""
