"""ACT: one verb per file, one transaction each; the only place where two apps meet."""
