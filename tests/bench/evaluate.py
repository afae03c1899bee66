"""What deno task evaluate tells of a model, by pandas and scikit-learn: evaluate.py MODEL ROWS."""
import json
import sys

import numpy as np
import pandas as pd
from sklearn.calibration import calibration_curve
from sklearn.metrics import (
    accuracy_score,
    brier_score_loss,
    confusion_matrix,
    f1_score,
    log_loss,
    precision_score,
    recall_score,
    roc_auc_score,
)

model = json.load(open(sys.argv[1]))
rows = pd.read_csv(sys.argv[2])
y = rows["y"].to_numpy()
z = rows[model["features"]].to_numpy() @ np.array(model["weights"]) + model["bias"]
prediction = 1 / (1 + np.exp(-z))
called = (z >= 0).astype(int)
share, mean = calibration_curve(y, prediction, n_bins=10)
print(json.dumps({
    "rows": len(y),
    "loss": log_loss(y, prediction),
    "accuracy": accuracy_score(y, called),
    "precision": precision_score(y, called),
    "recall": recall_score(y, called),
    "f1": f1_score(y, called),
    "auc": roc_auc_score(y, prediction),
    "brier": brier_score_loss(y, prediction),
    "confusion": confusion_matrix(y, called).tolist(),
    "calibration": list(zip(mean.tolist(), share.tolist())),
}))
