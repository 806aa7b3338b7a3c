"""The command line: every command is one call of the package, shown to a person."""

from baochi.cli.app import main

__all__ = ["main"]
