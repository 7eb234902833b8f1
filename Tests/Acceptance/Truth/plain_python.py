"""Load one artifact and run ten inferences with it, as anyone would in plain Python. Shares no code with Smokehouse.

usage: plain_python.py ARTIFACT INPUTS CALL OUTPUT.npz

Prints one line of JSON: what happened, which warnings came, and a SHA-256 of the outputs' bytes.
"""

import hashlib
import json
import platform
import sys
import warnings

import numpy as np

INFERENCES = 10


def read_inputs(path):
    """Arrays by name. A JSON list is one unnamed input."""
    if path.endswith(".npz"):
        with np.load(path) as archive:
            return {name: archive[name] for name in archive.files}
    with open(path, encoding="utf-8") as file:
        value = json.load(file)
    if isinstance(value, dict):
        return {name: np.array(rows, dtype=object) for name, rows in value.items()}
    return {"X": value}


def main():
    artifact, inputs_path, call, output_path = sys.argv[1:]
    inputs = read_inputs(inputs_path)
    onnx = artifact.endswith(".onnx")
    # What the caller of a model has imported before it loads one.
    if onnx:
        import onnxruntime as framework
    else:
        import joblib
        import sklearn as framework

    report = {
        "framework": framework.__name__,
        "version": framework.__version__,
        "numpy": np.__version__,
        "python": platform.python_version(),
        "outcome": "ok",
    }
    outputs = {}
    stage, index = "load", None
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            if onnx:
                model = framework.InferenceSession(artifact, providers=["CPUExecutionProvider"])
                names = [output.name for output in model.get_outputs()]
            else:
                model = joblib.load(artifact)
                names = [call]
            stage = "inference"
            for index in range(INFERENCES):
                row = {name: rows[index : index + 1] for name, rows in inputs.items()}
                if onnx:
                    values = model.run(None, row)
                else:
                    values = [getattr(model, call)(*row.values())]
                for name, value in zip(names, values):
                    outputs.setdefault(name, []).append(np.asarray(value))
        except Exception as error:
            report["outcome"] = stage + "-raised"
            report["exception"] = type(error).__name__
            report["message"] = str(error)
            if stage == "inference":
                report["index"] = index
    report["warnings"] = sorted({each.category.__name__ for each in caught})
    if report["outcome"] == "ok":
        joined = {name: np.ascontiguousarray(np.concatenate(rows)) for name, rows in outputs.items()}
        # Text comes as Python objects, which have no bytes of their own: as fixed-width UTF-32 they do.
        joined = {name: a.astype(str) if a.dtype == object else a for name, a in joined.items()}
        report["sha256"] = {name: hashlib.sha256(a.tobytes()).hexdigest() for name, a in joined.items()}
        np.savez(output_path, **joined)
    print(json.dumps(report, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
