"""Export the three joblib artifacts of a folder to ONNX beside them, each with inputs of its own."""

import argparse
import json
from pathlib import Path

import joblib
import numpy as np
import onnx
import skl2onnx
import sklearn
from skl2onnx.common.data_types import FloatTensorType, StringTensorType
from sklearn.feature_extraction.text import TfidfVectorizer

from recording import write_json, write_npz, write_sidecar

# What onnxruntime 1.17 already reads, so that one file serves all releases of the demo.
OPSETS = {"": 15, "ai.onnx.ml": 2, "com.microsoft": 1}

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder with the joblib artifacts")
folder = parser.parse_args().out


def export(source: str, name: str, input_name: str, input_type) -> None:
    model = joblib.load(folder / f"{source}.joblib")
    options = {id(model): {"zipmap": False}}
    for _, step in model.steps if hasattr(model, "steps") else []:
        if isinstance(step, TfidfVectorizer):
            # Lower-casing in the C locale: slim images have no other.
            options[id(step)] = {"tokenexp": r"[a-zA-Z0-9_][a-zA-Z0-9_]+", "locale": "C"}
    exported = skl2onnx.to_onnx(
        model, name=name, initial_types=[(input_name, input_type)], options=options, target_opset=OPSETS
    )
    exported.doc_string = f"{source} as of scikit-learn {sklearn.__version__}"
    onnx.checker.check_model(exported)
    artifact = folder / f"{name}.onnx"
    artifact.write_bytes(exported.SerializeToString(deterministic=True))
    write_sidecar(
        artifact,
        framework="onnx",
        versions={
            "onnx": onnx.__version__,
            "skl2onnx": skl2onnx.__version__,
            "scikit-learn": sklearn.__version__,
            "numpy": np.__version__,
        },
        call="run",
        source=f"{source}.joblib",
        ir_version=exported.ir_version,
        opsets={each.domain or "ai.onnx": each.version for each in exported.opset_import},
    )


for source in ("iris-pipeline", "digits-forest"):
    name = source.split("-")[0] + "-onnx"
    rows = np.load(folder / f"{source}.inputs.npz")["X"]
    export(source, name, "X", FloatTensorType([None, rows.shape[1]]))
    write_npz(folder / f"{name}.inputs.npz", X=rows.astype(np.float32))

texts = json.loads((folder / "reviews-tfidf.inputs.json").read_text(encoding="utf-8"))
export("reviews-tfidf", "reviews-onnx", "text", StringTensorType([None, 1]))
write_json(folder / "reviews-onnx.inputs.json", {"text": [[text] for text in texts]})
