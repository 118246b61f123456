#!/usr/bin/env python3
"""Scores the splits of one data set with scikit-learn's detectors, beside the default recipe on the very same rows.

Started by `Vae.Bench anomaly`, which writes the folder that is read here:

    values.f32          rows x width, row-major
    SPLIT.train.i32     numbers of the rows to fit on
    SPLIT.test.i32      numbers of the rows to score

and reads what is written: SPLIT.DETECTOR.f64, one score a row to score, higher is more anomalous. The last line of the output is one JSON object.
"""

import argparse
import json
import pathlib
import time

import numpy
import sklearn
from sklearn.decomposition import PCA
from sklearn.ensemble import IsolationForest
from sklearn.preprocessing import StandardScaler

VARIANCE = 0.9


def pca(train, test, same, seed):
    """Squared error of the reconstruction from the components that hold 90 % of the variance; those of a constant set rebuild it exactly."""
    model = PCA(VARIANCE, svd_solver="full").fit(train)
    return numpy.square(test - model.inverse_transform(model.transform(test))).sum(axis=1)


def forest(train, test, same, seed):
    """Isolation forest as scikit-learn has it: 100 trees of 256 rows."""
    return -IsolationForest(random_state=seed).fit(train).score_samples(test)


# Whether the seed changes anything: what does not depend on it is not run again on the same rows.
DETECTORS = {"pca": (pca, False), "forest": (forest, True)}


def score(folder, width):
    values = numpy.fromfile(folder / "values.f32", numpy.float32).reshape(-1, width)
    seconds = {name: 0.0 for name in DETECTORS}
    known = {}
    for path in sorted(folder.glob("*.train.i32")):
        split = path.name.split(".")[0]
        kind, seed = split.split("-")
        rows, scored = (numpy.fromfile(folder / f"{split}.{part}.i32", numpy.int32) for part in ("train", "test"))
        scaler = StandardScaler().fit(values[rows].astype(numpy.float64))
        train, test = (scaler.transform(values[part].astype(numpy.float64)) for part in (rows, scored))
        same = numpy.array_equal(rows, scored)
        for name, (detect, random) in DETECTORS.items():
            key = (name, kind)
            if key not in known or random or not same:
                start = time.perf_counter()
                known[key] = detect(train, test, same, int(seed)).astype(numpy.float64)
                seconds[name] += time.perf_counter() - start
            known[key].tofile(folder / f"{split}.{name}.f64")
    return seconds


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("command", choices=["check", "score"])
    parser.add_argument("--folder", type=pathlib.Path)
    parser.add_argument("--width", type=int)
    arguments = parser.parse_args()
    answer = {"version": sklearn.__version__}
    if arguments.command == "score":
        answer["seconds"] = score(arguments.folder, arguments.width)
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
