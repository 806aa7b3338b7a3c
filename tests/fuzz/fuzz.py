"""Fuzz one target with atheris, which is not a dependency of the project but has an environment of its own:

    python3 -m venv /tmp/fuzz && /tmp/fuzz/bin/pip install atheris
    cd tests
    export PYTHONPATH=.:$(../.venv/bin/python -c "import sysconfig; print(sysconfig.get_path('purelib'))")
    /tmp/fuzz/bin/python -m fuzz.fuzz readers /tmp/found fuzz/corpus/readers -max_total_time=300

The options are those of libFuzzer; new inputs go into the first folder. What breaks goes into `corpus/`, small, once mended.
"""

from __future__ import annotations

import sys

import atheris  # pyright: ignore[reportMissingImports]

with atheris.instrument_imports(include=["baochi"]):
    import baochi.archive.page
    import baochi.archive.reader
    import baochi.engines.local  # noqa: F401
    from fuzz import targets


def main() -> None:
    """Fuzz the target that the first argument names."""
    target = {"readers": targets.readers, "extract": targets.extract}[sys.argv.pop(1)]
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
