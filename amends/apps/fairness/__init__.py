"""What the consistency report rests on, held apart from all work: group attributes, and the reports themselves."""
