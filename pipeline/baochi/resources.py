"""Where the data that comes with the package lies: in a wheel inside it, in a checkout beside it."""

from __future__ import annotations

from importlib import resources
from pathlib import Path


def model_folder(name: str) -> Path:
    """Return the folder of a trained model, for instance `work_areas`.

    An installed wheel holds models in `baochi/models/`; a checkout in `models/` at its root.

    Raises:
        FileNotFoundError: no such model in either place.
    """
    package = Path(str(resources.files("baochi")))
    tried = [package / "models" / name, package.parents[1] / "models" / name]
    for folder in tried:
        if folder.is_dir():
            return folder
    places = " or ".join(str(folder) for folder in tried)
    raise FileNotFoundError(f"model {name!r} not found in {places}; reinstall baochi, or train the model (models/{name})")
