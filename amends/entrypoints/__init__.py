"""SPEAK: web, portal, API, shell and jobs; each translates, builds a Context and calls one command or query."""
