"""The tutorial's program with NumPy and matplotlib: the same data, numbers and pictures.

As there, the weight and the bias are arrays of one number.
"""
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

folder = sys.argv[1]
np.random.seed(42)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


x = np.concatenate([np.random.normal(0, 1, 500), np.random.normal(5, 0.5, 500)])
y = np.array([0] * 500 + [1] * 500)
w = np.random.uniform(-0.01, 0.01, 1)
b = np.random.uniform(-0.01, 0.01, 1)
learning_rate = 0.001


def scatter(axes):
    axes.scatter(x[:500], np.zeros(500), color="red", alpha=0.5, label="class 0")
    axes.scatter(x[500:], np.zeros(500), color="cyan", alpha=0.5, label="class 1")
    axes.set_ylim(-0.2, 1.25)
    axes.grid()


figure, axes = plt.subplots()
scatter(axes)
axes.legend()
figure.savefig(f"{folder}/data.svg")

panels, grid = plt.subplots(2, 3, figsize=(12, 8))
panel = iter(grid.ravel())
line = np.linspace(x.min(), x.max(), 200)
errors = []
for epoch in range(120):
    order = np.arange(1000)
    np.random.shuffle(order)
    error = 0.0
    for i in order:
        z = w * x[i] + b
        prediction = sigmoid(z)
        error += -(y[i] * np.log(prediction) + (1 - y[i]) * np.log(1 - prediction))
        slope = -(y[i] / prediction) + (1 - y[i]) / (1 - prediction)
        gradient = slope * prediction * (1 - prediction)
        w = w - learning_rate * gradient * x[i]
        b = b - learning_rate * gradient
    errors.append(error[0] / 1000)
    if epoch % 20 == 0:
        axes = next(panel)
        scatter(axes)
        axes.plot(line, w * line + b, color="black")
        axes.plot(line, sigmoid(w * line + b), color="blue")
        axes.set_title(f"epoch {epoch}, error {errors[-1]:.4f}")
panels.savefig(f"{folder}/panels.svg")

figure, axes = plt.subplots()
axes.plot(errors, color="red")
axes.grid()
figure.savefig(f"{folder}/loss.svg")
print(errors[-1], w, b)
