"""A policy tried on the past before it is made: every decision of a span again, in the order in which they were made.

What was given then stands in the decision and its offer. What a document would have given follows from the facts that
were known then, and from a standing that moves along: rolling totals, cool-downs and budgets hold what this document
would have given before, not what was given. The rules stand in docs/decisions/0011-trying-a-policy-on-the-past.md.
"""
