"""Lets `python -m amends.entrypoints.cli` stand for `amends`, also where no script was installed."""

from __future__ import annotations

from amends.entrypoints.cli.main import main

if __name__ == "__main__":
    main()
