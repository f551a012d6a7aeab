"""What a decision rests on: facts the policy knows, what was given before, what the budgets hold."""
