#!/usr/bin/env bash
# One seed, one model file: trains small models on this processor at every vector width that it has and fuses products at, and on arm64 under qemu-user, and compares the hashes of the files.
# Ends with 0 where each model has one hash, 1 where one has two, 2 where it could not be tried.
#
#     bash bench/reproducible.sh                                   # builds both (minutes), then trains (a minute a model on a quiet machine)
#     bash bench/reproducible.sh --native FOLDER --arm64 FOLDER    # builds that are there: of `dotnet build`, and of `dotnet publish -r linux-arm64 --self-contained`
#
# Debian: apt-get install qemu-user libc6-arm64-cross libstdc++6-arm64-cross, and arm64's libssl3, which .NET hashes with, unpacked anywhere:
#     dpkg --add-architecture arm64 && apt-get update && apt-get download libssl3:arm64 && dpkg-deb -x libssl3_*_arm64.deb ~/.cache/vae-mlnet/arm64
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

native='' arm64='' ssl="${VAE_ARM64_LIBRARIES:-$HOME/.cache/vae-mlnet/arm64}/usr/lib/aarch64-linux-gnu"
while [ $# -gt 0 ]; do
    case "$1" in
        --native) native=$2; shift 2 ;;
        --arm64) arm64=$2; shift 2 ;;
        *) echo "unknown option '$1'; give --native FOLDER, --arm64 FOLDER, or nothing" >&2; exit 2 ;;
    esac
done

command -v qemu-aarch64 >/dev/null || { echo 'qemu-aarch64 is not here: apt-get install qemu-user' >&2; exit 2; }
[ -d /usr/aarch64-linux-gnu/lib ] || { echo "arm64's C library is not here: apt-get install libc6-arm64-cross libstdc++6-arm64-cross" >&2; exit 2; }
[ -e "$ssl/libcrypto.so.3" ] || { echo "arm64's libssl3 is not in $ssl; the head of this script says how to put it there" >&2; exit 2; }

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
if [ -z "$native" ]; then
    dotnet build src/Vae.Cli -c Release -nologo -v quiet
    native=artifacts/bin/Vae.Cli/release
fi
if [ -z "$arm64" ]; then
    dotnet publish src/Vae.Cli -c Release -r linux-arm64 --self-contained -o "$folder/arm64" -p:ArtifactsPath="$folder/build" -nologo -v quiet
    arm64="$folder/arm64"
fi

head -n 200 datasets/breast-cancer.csv >"$folder/dense.csv"
head -n 150 datasets/digits.csv >"$folder/digits.csv"
# Numbers, levels and counts, one cell in thirty of them missing.
awk 'BEGIN {
    srand(1); print "a,b,c,protocol,flag,count"
    for (i = 0; i < 200; i++) {
        split("tcp udp icmp", protocols, " ")
        cells[1] = sprintf("%.4f", rand()); cells[2] = sprintf("%.4f", 3 + 2 * rand()); cells[3] = sprintf("%.4f", rand() * rand())
        cells[4] = protocols[1 + int(3 * rand())]; cells[5] = rand() < 0.5 ? "yes" : "no"; cells[6] = int(40 * rand())
        if (rand() < 0.2) cells[1 + int(6 * rand())] = ""
        print cells[1] "," cells[2] "," cells[3] "," cells[4] "," cells[5] "," cells[6]
    }
}' >"$folder/mixed.csv"

on_arm64() {
    qemu-aarch64 -L /usr/aarch64-linux-gnu -E "LD_LIBRARY_PATH=$ssl:/usr/aarch64-linux-gnu/lib" "$arm64/vae" "$@"
}

differ=0
compare() {
    local name=$1 hashes
    shift
    "$native/vae" train "$@" --seed 1 --quiet --out "$folder/$name.widest.onnx" >/dev/null
    DOTNET_EnableAVX512=0 "$native/vae" train "$@" --seed 1 --quiet --out "$folder/$name.256.onnx" >/dev/null
    on_arm64 train "$@" --seed 1 --quiet --out "$folder/$name.arm64.onnx" >/dev/null
    hashes=$(cd "$folder" && sha256sum "$name".*.onnx)
    echo "$hashes"
    [ "$(echo "$hashes" | cut -d ' ' -f 1 | sort -u | wc -l)" = 1 ] || { echo "$name: not one file"; differ=1; }
}

compare dense --data "$folder/dense.csv" --label label --steps 20
compare mixed --data "$folder/mixed.csv" --missing observed --steps 20
compare convolutional --data "$folder/digits.csv" --label label --image 1x8x8 --network convolutional --channels 4,8 --batch 32 --steps 10
exit "$differ"
