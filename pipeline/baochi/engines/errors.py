"""What can go wrong with a run itself."""


class RunError(RuntimeError):
    """A run broke off for a reason that lies neither in the input nor in the settings; the message says what to do."""


class RunStopped(KeyboardInterrupt):
    """Somebody stopped a run (Ctrl-C); the message says what is kept and how to go on."""
