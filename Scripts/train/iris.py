"""Train iris-pipeline: StandardScaler and LogisticRegression on Fisher's iris, saved uncompressed."""

import numpy as np
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from recording import output_folder, record

SEED = 20231204

folder = output_folder(__doc__)
features, species = load_iris(return_X_y=True)
train_x, test_x, train_y, test_y = train_test_split(
    features, species, test_size=30, stratify=species, random_state=SEED
)
model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=200, random_state=SEED))
model.fit(train_x, train_y)
record(
    folder,
    "iris-pipeline",
    model,
    np.ascontiguousarray(test_x[:10]),
    compress=0,
    seeds={"split": SEED, "model": SEED},
    metrics={"accuracy": round(float(model.score(test_x, test_y)), 4)},
    dataset={"name": "iris", "rows": len(train_x)},
)
