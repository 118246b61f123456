#!/usr/bin/env python3
"""Remakes the committed CSV files of this folder from Debian packages, byte for byte.

    python3 datasets/make.py            downloads the packages with apt-get, writes the files, checks their sha256
    python3 datasets/make.py --root /   takes the package files from an unpacked or installed tree instead

Needs Python 3.8 or newer with nothing but its standard library, and apt-get and dpkg-deb unless --root is given.
README.md beside this script says what each file is and where it comes from.
"""

import argparse
import gzip
import hashlib
import lzma
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
PACKAGES = ["r-cran-mlbench", "python3-sklearn"]
MLBENCH = "usr/lib/R/site-library/mlbench/data/"
SKLEARN = "usr/lib/python3/dist-packages/sklearn/datasets/data/"

# What the packages must hold (package file: sha256), so that another version cannot change the data unseen.
INPUTS = {
    MLBENCH + "Satellite.rda": "29f8cf9bb1bc51b769d694c9caf740fd1c36ed6a7c87603edf5985962e330f64",
    MLBENCH + "Shuttle.rda": "5b1db218b76a47c83f575f1ff38d7a7d36e569b0e27d8bf4aa92eae6c0bcb826",
    SKLEARN + "breast_cancer.csv": "fed3eb72d0575ef6192293f5093c6e801b1476b577d0386bf4455504522172ed",
    SKLEARN + "digits.csv.gz": "46abec6b12486ad9e51943373abcf22bbea1b5a51a1619b361570d8893f1464a",
}

SATELLITE_RARE = {"cotton crop", "damp grey soil", "vegetation stubble"}
SHUTTLE_NORMAL, SHUTTLE_DROPPED = "Rad.Flow", "High"
CELL_MEASURES = ["radius", "texture", "perimeter", "area", "smoothness", "compactness", "concavity",
                 "concave_points", "symmetry", "fractal_dimension"]


class RdaReader:
    """The part of R's serialisation (version 2, XDR) in which a data frame of numbers and factors is stored."""

    def __init__(self, content):
        if not content.startswith(b"RDX2\nX\n"):
            raise ValueError("not an R data file of version 2 in XDR form")
        self.content, self.position, self.symbols = content, 7, []
        self.integers(3)  # serialisation version, writer's R version, oldest reader's R version

    def take(self, count):
        part = self.content[self.position:self.position + count]
        if len(part) != count:
            raise ValueError(f"the R data end at byte {len(self.content)}, {count} more were expected")
        self.position += count
        return part

    def integers(self, count):
        part = self.take(4 * count)
        return [int.from_bytes(part[i:i + 4], "big", signed=True) for i in range(0, len(part), 4)]

    def doubles(self, count):
        import array
        values = array.array("d", self.take(8 * count))
        if sys.byteorder == "little":
            values.byteswap()
        return values.tolist()

    def item(self):
        """One object, as a Python value or as (value, attributes) where it has attributes."""
        flags = self.integers(1)[0] & 0xFFFFFFFF
        kind, has_attributes, has_tag = flags & 0xFF, flags & 0x200, flags & 0x400
        if kind == 0xFE:  # end of a pairlist
            return None
        if kind == 0x01:  # a symbol, numbered from 1 for later references
            self.symbols.append(self.item())
            return self.symbols[-1]
        if kind == 0xFF:  # a reference to an earlier symbol
            return self.symbols[(flags >> 8) - 1]
        if kind == 0x02:  # a pairlist, read to its end
            pairs = {}
            while kind == 0x02:
                if has_attributes:
                    self.item()
                tag = self.item() if has_tag else None
                pairs[tag] = self.item()
                flags = self.integers(1)[0]
                kind, has_attributes, has_tag = flags & 0xFF, flags & 0x200, flags & 0x400
            return pairs
        length = self.integers(1)[0]
        if kind == 0x09:  # a string's characters, -1 for NA
            return None if length < 0 else self.take(length).decode()
        if kind in (0x0A, 0x0D):
            value = self.integers(length)
        elif kind == 0x0E:
            value = self.doubles(length)
        elif kind in (0x10, 0x13):
            value = [self.item() for _ in range(length)]
        else:
            raise ValueError(f"an R object of type {kind} is not expected in a data frame")
        return (value, self.item()) if has_attributes else value


def read_frame(path):
    """The columns of the one data frame in an .rda file: name -> list of numbers or of level names."""
    (frame,) = RdaReader(lzma.open(path).read()).item().values()
    columns, attributes = frame
    result = {}
    for name, column in zip(attributes["names"], columns):
        if isinstance(column, tuple):
            codes, levels = column[0], column[1]["levels"]
            column = [levels[code - 1] for code in codes]
        result[name] = column
    return result


def number(value):
    """A number in its shortest form: 50.0 is written 50."""
    return str(int(value)) if value == int(value) else repr(value)


def satellite(root):
    frame = read_frame(root / MLBENCH / "Satellite.rda")
    classes = frame.pop("classes")
    header = [f"pixel{pixel}_band{band}" for pixel in range(1, 10) for band in range(1, 5)]
    rows = zip(*frame.values())
    return header, ([number(v) for v in row] + [str(int(c in SATELLITE_RARE))] for row, c in zip(rows, classes))


def shuttle(root):
    frame = read_frame(root / MLBENCH / "Shuttle.rda")
    classes = frame.pop("Class")
    header = ["time"] + [f"a{i}" for i in range(2, 10)]
    rows = zip(*frame.values())
    return header, ([number(v) for v in row] + [str(int(c != SHUTTLE_NORMAL))]
                    for row, c in zip(rows, classes) if c != SHUTTLE_DROPPED)


def breast_cancer(root):
    lines = (root / SKLEARN / "breast_cancer.csv").read_text().split()
    header = ([f"mean_{m}" for m in CELL_MEASURES] + [f"{m}_error" for m in CELL_MEASURES]
              + [f"worst_{m}" for m in CELL_MEASURES])
    # There 0 is malignant and 1 benign; here the malignant cells are the anomalies.
    rows = (line.split(",") for line in lines[1:])
    return header, (row[:-1] + [str(1 - int(row[-1]))] for row in rows)


def digits(root):
    lines = gzip.open(root / SKLEARN / "digits.csv.gz", "rt").read().split()
    header = [f"pixel_{row}_{column}" for row in range(8) for column in range(8)]
    return header, ([number(float(v)) for v in line.split(",")] for line in lines)


def expected_hashes():
    """file name -> sha256, out of the table in README.md."""
    cells = [line.split("|") for line in (HERE / "README.md").read_text().splitlines() if line.startswith("| `")]
    return {row[1].strip().strip("`"): row[-2].strip().strip("`") for row in cells}


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def make(root):
    for name, digest in INPUTS.items():
        if sha256(root / name) != digest:
            sys.exit(f"{root / name} has sha256 {sha256(root / name)}, expected {digest}: "
                     "the package holds other data than these files were made from.")
    expected, wrong = expected_hashes(), []
    for name, maker in (("breast-cancer", breast_cancer), ("digits", digits), ("satellite", satellite), ("shuttle", shuttle)):
        header, rows = maker(root)
        path = HERE / f"{name}.csv"
        text = "\n".join([",".join(header + ["label"])] + [",".join(row) for row in rows]) + "\n"
        path.write_bytes(text.encode())
        if expected.get(path.name) != sha256(path):
            wrong.append(path.name)
        print(f"{sha256(path)}  {path.name}")
    if wrong:
        sys.exit(f"{', '.join(wrong)}: the sha256 differs from the one in README.md.")


def main():
    parser = argparse.ArgumentParser(description="Remakes the CSV files of this folder from Debian packages.")
    parser.add_argument("--root", type=pathlib.Path, help="a tree that holds the packages' files, instead of downloading them")
    root = parser.parse_args().root
    if root is not None:
        make(root)
        return
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["apt-get", "download", *PACKAGES], cwd=folder, check=True)
        for package in pathlib.Path(folder).glob("*.deb"):
            subprocess.run(["dpkg-deb", "-x", package, folder], check=True)
        make(pathlib.Path(folder))


if __name__ == "__main__":
    main()
