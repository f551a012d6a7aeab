"""The people we failed, how to reach them, and the keys of what they told us."""
