#!/usr/bin/env bash
# Puts Fashion-MNIST (four idx files, gzip) into datasets/fashion-mnist, from Debian's package dataset-fashion-mnist:
# downloaded and unpacked, not installed. Needs apt-get and dpkg-deb, 31 MB of network, no root.
# To use a package file that is at hand: get-fashion-mnist.sh path/to/dataset-fashion-mnist_*.deb
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if [ $# -gt 0 ]; then
    package=$(realpath "$1")
else
    (cd "$work" && apt-get download dataset-fashion-mnist)
    package=$(echo "$work"/dataset-fashion-mnist_*.deb)
fi

dpkg-deb -x "$package" "$work/files"
cd "$work/files/usr/share/datasets/fashion-mnist"
sha256sum --check --quiet <<'SUMS'
b0564c3eedabfbf835052cff8503ea422014ce006caf5b757f851416ee8300c7  train-images-idx3-ubyte.gz
0ae29f65d86684f32d1b9c85147786c547b9c6aebcaf235f0400a0cce308b056  train-labels-idx1-ubyte.gz
cc1d090a38ace84dfa1aa66e3ada7c336ef481a96936906477e6dd344da56eaa  t10k-images-idx3-ubyte.gz
8d3605d196f4be44669e46906da9733c8131fef761fdbfec72c424d5222f1a05  t10k-labels-idx1-ubyte.gz
SUMS
mkdir -p "$here/fashion-mnist"
cp ./*-ubyte.gz "$here/fashion-mnist/"
echo "Fashion-MNIST is in $here/fashion-mnist"
