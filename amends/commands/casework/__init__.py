"""Working a case: from the first look to the closing questions."""
