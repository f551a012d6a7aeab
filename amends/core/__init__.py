"""DECIDE: pure rules. Facts and a time come in, a value goes out; no database, HTTP, clock or chance."""
