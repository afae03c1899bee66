"""Breast cancer as rows of someone's own, and what scikit-learn makes of them.

    python3 breast_cancer.py rows    writes CSV: 30 numbers, 5 % of them missing, a text, the diagnosis
    python3 breast_cancer.py score   reads it, and writes the accuracy of a pipeline on held-out rows:
                                     the first quarter of the order that NumPy shuffles after seed 42
"""
import csv
import sys

import numpy as np
from sklearn.compose import ColumnTransformer
from sklearn.datasets import load_breast_cancer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler


def rows():
    data = load_breast_cancer()
    random = np.random.RandomState(0)
    x = data.data.copy()
    x[random.uniform(size=x.shape) < 0.05] = np.nan
    # A text that tells a little about the diagnosis.
    likely = np.where(data.target == 1, "left", "right")
    site = np.where(random.uniform(size=len(x)) < 0.7, random.choice(["left", "right", "both"], len(x)), likely)
    out = csv.writer(sys.stdout)
    out.writerow([*data.feature_names, "site", "diagnosis"])
    for row, text, label in zip(x, site, data.target_names[data.target]):
        out.writerow(["" if np.isnan(value) else repr(float(value)) for value in row] + [text, label])


def score():
    lines = list(csv.reader(sys.stdin))[1:]
    x = np.array([[float(field or "nan") for field in line[:30]] + line[30:31] for line in lines], dtype=object)
    y = np.array([line[31] == "malignant" for line in lines])
    order = np.arange(len(y))
    np.random.seed(42)
    np.random.shuffle(order)
    held_out, training = np.split(order, [len(y) // 4])
    model = make_pipeline(
        ColumnTransformer(
            [
                ("mean", SimpleImputer(strategy="mean"), list(range(30))),
                ("text", OneHotEncoder(handle_unknown="ignore"), [30]),
            ],
            sparse_threshold=0,
        ),
        StandardScaler(),
        LogisticRegression(max_iter=10_000),
    )
    model.fit(x[training], y[training])
    print(model.score(x[held_out], y[held_out]))


{"rows": rows, "score": score}[sys.argv[1]]()
