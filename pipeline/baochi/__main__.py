"""`python -m baochi` is the command `baochi`."""

from baochi.cli import main

if __name__ == "__main__":
    main()
