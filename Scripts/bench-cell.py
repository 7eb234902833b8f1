"""One cell of the baseline: load a joblib, run ten inferences, compare with the reference.

usage: bench-cell.py ARTIFACT INPUTS REFERENCE
"""

import json
import sys

import joblib
import numpy as np

artifact, inputs_path, reference_path = sys.argv[1:]
if inputs_path.endswith(".npz"):
    inputs = np.load(inputs_path)["X"]
else:
    with open(inputs_path, encoding="utf-8") as file:
        inputs = json.load(file)
reference = np.load(reference_path)["predict_proba"]
try:
    model = joblib.load(artifact)
    outputs = np.concatenate([model.predict_proba(inputs[i : i + 1]) for i in range(10)])
    verdict = "compatible" if np.allclose(outputs, reference, rtol=1e-7, atol=1e-7) else "drifted"
except Exception as error:
    verdict = f"incompatible: {type(error).__name__}: {error}"
print(artifact.rsplit("/", 1)[-1], sys.prefix.rsplit("/", 1)[-1], verdict)
