#!/usr/bin/env python3
"""Hold the version numbers in Sources/Artifacts/Advice against the releases themselves, by plain Python.

Each claim is tried in the last release before the change and in the first with it: a fresh environment by uv for each.
Prints one line for each environment; ends with 1 where a claim is wrong. About 1 GB to download. uv must be on PATH.
"""

import subprocess
import sys
import tempfile
from pathlib import Path


def imports(module):
    return f"""
try:
    __import__({module!r}); found = True
except Exception:
    found = False"""


TREE_NODE = """
import numpy
from sklearn.tree import DecisionTreeClassifier
tree = DecisionTreeClassifier(max_depth=1).fit(numpy.eye(4), [0, 1, 0, 1]).tree_
found = "missing_go_to_left" in (tree.__getstate__()["nodes"].dtype.names)"""
MONOTONIC = """
from sklearn.tree import DecisionTreeClassifier
found = hasattr(DecisionTreeClassifier(), "monotonic_cst")"""
IDF = """
from sklearn.feature_extraction.text import TfidfTransformer
import numpy
found = "_idf_diag" in vars(TfidfTransformer().fit(numpy.eye(2)))"""
ALIAS = "import numpy, warnings; warnings.simplefilter('ignore'); found = hasattr(numpy, 'bool') and hasattr(numpy, 'int')"
BOOSTER = """
import json, numpy, tempfile, xgboost
data = xgboost.DMatrix(numpy.eye(4), label=[0, 1, 0, 1])
path = tempfile.mkdtemp() + "/model.json"
xgboost.train({"objective": "reg:squarederror"}, data, 1).save_model(path)
found = json.load(open(path))["learner"]["learner_model_param"]["base_score"].startswith("[")"""
HANDLE = """
import lightgbm, numpy
found = hasattr(lightgbm.train({"verbose": -1}, lightgbm.Dataset(numpy.eye(40), label=[0.0, 1.0] * 20), 1), "handle")"""

# Claim, Python, what it is about, the code, then (packages, whether it is found) for each side of the change.
CLAIMS = [
    ("sklearn.externals.joblib removed in 0.23", "3.8", imports("sklearn.externals.joblib"),
     [("scikit-learn==0.22.2.post1 numpy<1.20", True), ("scikit-learn==0.23.2 numpy<1.20", False)]),
    ("sklearn.linear_model.logistic gone since 0.24", "3.8", imports("sklearn.linear_model.logistic"),
     [("scikit-learn==0.23.2 numpy<1.20", True), ("scikit-learn==0.24.2 numpy<1.20", False)]),
    ("tree nodes got missing_go_to_left in 1.3", "3.11", TREE_NODE,
     [("scikit-learn==1.2.2 numpy<2", False), ("scikit-learn==1.3.0 numpy<2", True)]),
    ("trees got monotonic_cst in 1.4", "3.11", MONOTONIC,
     [("scikit-learn==1.3.2 numpy<2", False), ("scikit-learn==1.4.0 numpy<2", True)]),
    ("sklearn.ensemble._gb_losses gone in 1.4", "3.11", imports("sklearn.ensemble._gb_losses"),
     [("scikit-learn==1.3.2 numpy<2", True), ("scikit-learn==1.4.0 numpy<2", False)]),
    ("_idf_diag became idf_ in 1.5", "3.11", IDF,
     [("scikit-learn==1.4.2 numpy<2", True), ("scikit-learn==1.5.0 numpy<2", False)]),
    ("numpy.bool and numpy.int removed in 1.24", "3.10", ALIAS,
     [("numpy==1.23.5", True), ("numpy==1.24.0", False)]),
    ("numpy._core.multiarray importable from 1.26.1", "3.11", imports("numpy._core.multiarray"),
     [("numpy==1.25.2", False), ("numpy==1.26.0", False), ("numpy==1.26.1", True), ("numpy==2.0.0", True)]),
    ("XGBoost writes base_score as a list from 3.1 on", "3.11", BOOSTER,
     [("xgboost-cpu==3.0.5 numpy<2", False), ("xgboost-cpu==3.1.1 numpy<2", True)]),
    ("LightGBM 4.0 renamed handle", "3.10", HANDLE,
     [("lightgbm==3.3.5 numpy<1.24 scipy", True), ("lightgbm==4.0.0 numpy<2 scipy", False)]),
]


def tried(python, packages, code, folder):
    environment = folder / "".join(c if c.isalnum() else "-" for c in python + packages)
    if not environment.exists():
        subprocess.run(["uv", "venv", "--quiet", "--python", python, environment], check=True)
        subprocess.run(
            ["uv", "pip", "install", "--quiet", "--python", environment / "bin/python", "setuptools<70", *packages.split()],
            check=True,
        )
    run = subprocess.run(
        [environment / "bin/python", "-c", code + "\nprint(found)"], capture_output=True, text=True, cwd=folder)
    return run.stdout.strip().splitlines()[-1] if run.stdout else "raised " + run.stderr.strip().splitlines()[-1]


wrong = 0
with tempfile.TemporaryDirectory() as name:
    for claim, python, code, sides in CLAIMS:
        for packages, expected in sides:
            got = tried(python, packages, code, Path(name))
            good = got == str(expected)
            wrong += not good
            print(f"{'ok   ' if good else 'WRONG'} {claim}: {packages}: {got}", flush=True)
sys.exit(1 if wrong else 0)
