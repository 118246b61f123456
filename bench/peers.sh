#!/usr/bin/env bash
# Measures the engines beside TorchSharp, PyTorch and ONNX Runtime, all inside one Debian 13, and puts the tables into bench/RESULTS.md:
#
#   bash bench/peers.sh --write                                      everything, some forty minutes on two idle cores
#   bash bench/peers.sh --rounds 1 --repeats 1 --limit 10000         a quick try, written nowhere
#   bash bench/peers.sh -- torch --device cpu --net tab              one command of Vae.Bench instead of both
#
# TorchSharp 0.107 needs a newer libstdc++ than Debian 12 and Ubuntu 22.04 have, and Debian 13 is where PyTorch 2.6 is packaged. The root is made once with debootstrap (as root, some
# 1.5 GB with PyTorch and scikit-learn) in VAE_BENCH_ROOT, by default ~/.cache/vae-mlnet/bench-debian-13; .NET and the checkout are bound into it, and unbound when this ends.
set -euo pipefail

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
root=${VAE_BENCH_ROOT:-$HOME/.cache/vae-mlnet/bench-debian-13}
packages=(python3-torch libopenblas0-openmp python3-sklearn libgomp1)

fail() {
    echo "bench/peers.sh: $*" >&2
    exit 3
}

make_root() {
    command -v debootstrap >/dev/null || fail "debootstrap is missing; apt-get install debootstrap, or name a Debian 13 root in VAE_BENCH_ROOT"
    local part=$root.part.$$
    mkdir -p "$(dirname "$root")"
    trap 'rm -rf --one-file-system "$part"' EXIT
    debootstrap --variant=minbase trixie "$part" "${VAE_BENCH_MIRROR:-http://deb.debian.org/debian}"
    DEBIAN_FRONTEND=noninteractive chroot "$part" apt-get install -y --no-install-recommends "${packages[@]}"
    chroot "$part" apt-get clean
    mv -T "$part" "$root"
    trap - EXIT
}

# Folders that the program reads or writes, at the same paths inside.
bind() {
    mkdir -p "$root$1"
    mount --bind "$1" "$root$1"
}

inside() {
    local dotnet shared
    dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
    shared=$(dirname "$repository")/shared
    mount --make-rprivate /
    bind "$dotnet"
    bind "$repository"
    if [ -d "$shared" ]; then bind "$shared"; fi
    for folder in /proc /dev /sys; do mount --rbind "$folder" "$root$folder"; done
    # There is no ICU in that root, and nothing here needs cultures.
    exec chroot "$root" env -i PATH=/usr/bin:/bin HOME=/root TMPDIR=/tmp LC_ALL=C.UTF-8 DOTNET_ROOT="$dotnet" DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 \
        "$dotnet/dotnet" "$repository/artifacts/bin/Vae.Bench/release/Vae.Bench.dll" "$@"
}

if [ "${1-}" = --inside ]; then
    shift
    inside "$@"
fi

[ "$(id -u)" = 0 ] || fail "only root can enter another root; where libstdc++ is that of gcc 13 or later, run the commands of bench/README.md without it"
[ -x "$root/usr/bin/python3" ] || make_root
dotnet build -c Release -v quiet -nologo "$repository/bench/Vae.Bench"

# What the build has left behind is no load of the machine's: waits for it to settle, three minutes at most. What is still busy then is said in the results.
settle() {
    for _ in $(seq 36); do
        awk '{ exit !($1 < 0.5) }' /proc/loadavg && return
        sleep 5
    done
}

run() {
    settle
    unshare --mount bash "${BASH_SOURCE[0]}" --inside "$@"
}

export VAE_BENCH_ROOT=$root
if [ "${1-}" = -- ]; then
    shift
    run "$@"
else
    run speed "$@"
    run torch --device cpu "$@"
fi
