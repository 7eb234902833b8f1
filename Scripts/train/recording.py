"""What every training script does with a fitted model: save it, record its reference outputs, write its sidecar."""

import hashlib
import json
import platform
from pathlib import Path

import joblib
import numpy as np
import scipy
import sklearn

from archives import output_folder, write_json, write_npz  # noqa: F401  (re-exported)

CREATED = "2023-12-04T00:00:00Z"  # fixed, so that training twice gives the same bytes


def write_sidecar(artifact: Path, *, framework: str, versions: dict, call: str, **rest: object) -> None:
    content = artifact.read_bytes()
    sidecar = {
        "name": artifact.stem,
        "framework": framework,
        "version": versions[framework],
        "versions": versions,
        "python": platform.python_version(),
        "created": CREATED,
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "call": call,
        **rest,
    }
    write_json(artifact.with_suffix(".meta.json"), sidecar)


def value(name: str, array: np.ndarray) -> dict:
    """An input or output in the sidecar: the first axis is the batch."""
    return {
        "name": name,
        "dtype": "string" if array.dtype.kind == "U" else str(array.dtype),
        "shape": [None, *array.shape[1:]],
    }


def record(folder: Path, name: str, model, inputs, *, compress, seeds: dict, metrics: dict, dataset: dict) -> None:
    """Save NAME.joblib, NAME.inputs, NAME.reference.npz and NAME.meta.json.

    The reference is made from the saved file, one row an inference, with the plain Python call.
    """
    artifact = folder / f"{name}.joblib"
    joblib.dump(model, artifact, compress=compress, protocol=4)

    if isinstance(inputs, np.ndarray):
        write_npz(folder / f"{name}.inputs.npz", X=inputs)
    else:
        write_json(folder / f"{name}.inputs.json", inputs)

    loaded = joblib.load(artifact)
    rows = [loaded.predict_proba(inputs[i : i + 1]) for i in range(len(inputs))]
    write_npz(folder / f"{name}.reference.npz", predict_proba=np.concatenate(rows))

    write_sidecar(
        artifact,
        framework="scikit-learn",
        versions={
            "scikit-learn": sklearn.__version__,
            "numpy": np.__version__,
            "scipy": scipy.__version__,
            "joblib": joblib.__version__,
        },
        call="predict_proba",
        inputs=[value("X" if isinstance(inputs, np.ndarray) else "", np.asarray(inputs))],
        outputs=[value("predict_proba", np.concatenate(rows))],
        classes=[str(label) for label in model.classes_],
        dataset={"version": f"scikit-learn {sklearn.__version__}", **dataset},
        seeds=seeds,
        metrics=metrics,
    )
