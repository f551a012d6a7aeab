"""The closing questions of a closed case."""
