"""Train digits-forest: a random forest on scikit-learn's 8x8 digits, saved with zlib."""

import numpy as np
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

from recording import output_folder, record

SEED = 20231204

folder = output_folder(__doc__)
pixels, digits = load_digits(return_X_y=True)
train_x, test_x, train_y, test_y = train_test_split(
    pixels, digits, test_size=360, stratify=digits, random_state=SEED
)
model = RandomForestClassifier(n_estimators=32, max_depth=9, random_state=SEED)
model.fit(train_x, train_y)
record(
    folder,
    "digits-forest",
    model,
    np.ascontiguousarray(test_x[:10]),
    compress=("zlib", 3),
    seeds={"split": SEED, "model": SEED},
    metrics={"accuracy": round(float(model.score(test_x, test_y)), 4)},
    dataset={"name": "digits", "rows": len(train_x)},
)
