"""Run plain_python.py for the demo's 30 cells, each in a virtual environment of its own version, and print the table.

usage: record_truth.py FOLDER > demo-truth.json     (FOLDER keeps the environments; needs uv on PATH, numpy here)

What is printed is read by a person before it is committed: it is what Smokehouse's verdicts are measured against.
"""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
ARTIFACTS = HERE.parents[2] / "matrices" / "artifacts"
PINS = {
    "sklearn": ["numpy<2", "scipy==1.11.4", "joblib==1.3.2"],
    "onnxruntime": ["numpy<2"],
}
CELLS = [
    # environment, package, releases, artifact, inputs, call, output, artifact that the reference is of
    ("sklearn", "scikit-learn", ["1.3.2", "1.4.2", "1.5.2", "1.6.1", "1.7.2"], [
        ("iris-pipeline", "iris-pipeline.joblib", "iris-pipeline.inputs.npz", "predict_proba", "iris-pipeline"),
        ("digits-forest", "digits-forest.joblib", "digits-forest.inputs.npz", "predict_proba", "digits-forest"),
        ("reviews-tfidf", "reviews-tfidf.joblib", "reviews-tfidf.inputs.json", "predict_proba", "reviews-tfidf"),
    ]),
    ("onnxruntime", "onnxruntime", ["1.17.3", "1.18.1", "1.19.2", "1.20.1", "1.22.1"], [
        ("iris-onnx", "iris-onnx.onnx", "iris-onnx.inputs.npz", "probabilities", "iris-pipeline"),
        ("digits-onnx", "digits-onnx.onnx", "digits-onnx.inputs.npz", "probabilities", "digits-forest"),
        ("reviews-onnx", "reviews-onnx.onnx", "reviews-onnx.inputs.json", "probabilities", "reviews-tfidf"),
    ]),
]
# As in matrices/demo.yaml.
TOLERANCES = {
    "digits-forest": (0, 0),
    "iris-onnx": (1e-5, 1e-6),
    "digits-onnx": (1e-5, 1e-6),
    "reviews-onnx": (1e-5, 1e-6),
}
FLOAT64 = (1e-7, 1e-7)


def environment(folder, kind, package, release):
    place = folder / f"{package}-{release}"
    python = place / "bin" / "python"
    if not python.exists():
        subprocess.run(["uv", "venv", "--quiet", "--python", "3.11", place], check=True)
        requirements = [f"{package}=={release}", *PINS[kind]]
        subprocess.run(["uv", "pip", "install", "--quiet", "--python", python, *requirements], check=True)
    return python


def judge(report, output, reference, tolerance):
    truth = {
        "verdict": "incompatible",
        "stage": None,
        "exception": report.get("exception"),
        "message": report.get("message"),
        "warnings": report["warnings"],
        "identical_to_reference": False,
        "max_abs_diff": None,
    }
    if report["outcome"] != "ok":
        truth["stage"] = report["outcome"].split("-")[0]
        return truth
    rtol, atol = tolerance
    difference = np.abs(output.astype(np.float64) - reference)
    truth["max_abs_diff"] = float(difference.max())
    truth["identical_to_reference"] = output.dtype == reference.dtype and output.tobytes() == reference.tobytes()
    truth["sha256"] = report["sha256"]
    truth["changed_labels"] = int((output.argmax(axis=1) != reference.argmax(axis=1)).sum())
    if (difference > atol + rtol * np.abs(reference)).any():
        truth["verdict"], truth["stage"] = "drifted", "parity"
    else:
        truth["verdict"] = "warned" if report["warnings"] else "compatible"
    return truth


def main():
    folder = Path(sys.argv[1]).resolve()
    table = {}
    # A scrubbed environment, as a fresh machine has it.
    variables = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "LANG": "C.UTF-8"}
    for kind, package, releases, artifacts in CELLS:
        for release in releases:
            python = environment(folder, kind, package, release)
            for name, artifact, inputs, output, source in artifacts:
                npz = folder / "output.npz"
                command = [python, HERE / "plain_python.py", ARTIFACTS / artifact, ARTIFACTS / inputs, output, npz]
                done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=variables)
                report = json.loads(done.stdout)
                values = np.load(npz)[output] if report["outcome"] == "ok" else None
                reference = np.load(ARTIFACTS / f"{source}.reference.npz")["predict_proba"]
                cell = f"{name}@{kind}[{package}={release}]"
                table[cell] = judge(report, values, reference, TOLERANCES.get(name, FLOAT64))
    json.dump(table, sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()
