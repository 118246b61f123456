#!/usr/bin/env bash
# The tool as it is beside an older build of it, taking turns: what a command costs from its start to its end.
#
#     bash bench/tool.sh --before FOLDER [--now FOLDER] [--rounds 5] [--rows 1000000] [--jobs version,cold,fit-small,fit-shuttle,score,train] [--write]
#
# The first FOLDER holds the older build's `vae`: `git worktree add ../before COMMIT && dotnet build ../before/src/Vae.Cli -c Release` puts one into ../before/artifacts/bin/Vae.Cli/release.
# --now takes another than the build in artifacts, such as the folder that `dotnet tool install Vae.Cli --tool-path FOLDER` made. --write puts the table into bench/RESULTS.md.
# version: `vae --version`. cold: `vae score` of ten rows. fit-small, fit-shuttle: `vae train` of breast-cancer.csv and shuttle.csv with its defaults, the first fit of a process. score, train: the same of a CSV of 30 columns and so
# many rows, which is made first. With all jobs and a million rows some three minutes on two cores.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

before='' rounds=5 rows=1000000 jobs=version,cold,fit-small,fit-shuttle,score,train write='' now=artifacts/bin/Vae.Cli/release
while [ $# -gt 0 ]; do
    case "$1" in
        --write) write=--write; shift; continue ;;
        --before) before=$2 ;;
        --now) now=$2 ;;
        --rounds) rounds=$2 ;;
        --rows) rows=$2 ;;
        --jobs) jobs=$2 ;;
        *) echo "unknown option '$1'; give --before FOLDER, --now FOLDER, --rounds N, --rows N, --jobs LIST or --write" >&2; exit 2 ;;
    esac
    shift 2
done
[ -x "$before/vae" ] || { echo "--before is '$before', but a folder with an older build of vae was wanted" >&2; exit 2; }
[ -x "$now/vae" ] || dotnet build src/Vae.Cli -c Release -nologo -v quiet
bench=artifacts/bin/Vae.Bench/release/Vae.Bench.dll
[ -e "$bench" ] || dotnet build bench/Vae.Bench -c Release -nologo -v quiet

# What a build has left behind is no load of the machine's: waits for it to settle, three minutes at most. What is still busy then is said below.
for _ in $(seq 36); do
    awk '{ exit !($1 < 0.5) }' /proc/loadavg && break
    sleep 5
done
load=$(cut -d ' ' -f 1 /proc/loadavg)

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
head -n 11 datasets/shuttle.csv >"$folder/ten.csv"
case ",$jobs," in
    *,score,* | *,train,*)
        # Ten factors behind thirty columns, with noise: something to learn, and numbers of many digits to read.
        awk -v rows="$rows" 'BEGIN {
            srand(1)
            for (c = 0; c < 30; c++) { printf "%sx%d", c ? "," : "", c; for (f = 0; f < 10; f++) weight[c, f] = rand() - 0.5 }
            print ""
            for (r = 0; r < rows; r++) {
                for (f = 0; f < 10; f++) factor[f] = rand() - 0.5
                line = ""
                for (c = 0; c < 30; c++) {
                    sum = 0.1 * rand()
                    for (f = c % 3; f < 10; f += 3) sum += weight[c, f] * factor[f]
                    line = line (c ? "," : "") sprintf("%.6f", sum)
                }
                print line
            }
        }' >"$folder/wide.csv"
        ;;
esac

# Models of each build for its own scoring, so that a build need not read the other's files.
for build in before now; do
    "${!build}/vae" train --data datasets/shuttle.csv --label label --normal-only --steps 200 --quiet --out "$folder/$build.onnx" >/dev/null
    [ ! -e "$folder/wide.csv" ] || "${!build}/vae" train --data "$folder/wide.csv" --steps 200 --quiet --out "$folder/$build.wide.onnx" >/dev/null
done

run() {
    local build=$1 vae="${!1}/vae"
    case "$2" in
        version) "$vae" --version ;;
        cold) "$vae" score --model "$folder/$build.onnx" --data "$folder/ten.csv" --label label --out "$folder/out.csv" ;;
        fit-small) "$vae" train --data datasets/breast-cancer.csv --label label --quiet --out "$folder/out.onnx" ;;
        fit-shuttle) "$vae" train --data datasets/shuttle.csv --label label --normal-only --quiet --out "$folder/out.onnx" ;;
        score) "$vae" score --model "$folder/$build.wide.onnx" --data "$folder/wide.csv" --out "$folder/out.csv" ;;
        train) "$vae" train --data "$folder/wide.csv" --quiet --out "$folder/out.onnx" ;;
        *) echo "there is no job '$2'" >&2; exit 2 ;;
    esac >/dev/null
}

TIMEFORMAT='%R %U %S'
for job in ${jobs//,/ }; do
    for round in $(seq 0 "$rounds"); do
        order=(before now)
        [ $((round % 2)) = 0 ] || order=(now before)
        for build in "${order[@]}"; do
            told=$({ time run "$build" "$job" 2>"$folder/error"; } 2>&1) || { cat "$folder/error" >&2; exit 1; }
            # The first round reads what the disk has.
            [ "$round" = 0 ] || echo "$job $build $told"
        done
    done
done >"$folder/times"

# What is wanted: seconds of the clock, or how many times as fast as the older build.
wanted() {
    case "$1" in
        cold) echo 'at most 0.15 s' ;;
        fit-small | fit-shuttle) echo 'at most 0.6 s' ;;
        score) echo '2.5 times as fast' ;;
        train) echo '2 times as fast' ;;
    esac
}

{
    echo "Whole commands, two builds taking turns: $rounds rounds after one that is not measured, $rows rows of 30 columns for \`score\` and \`train\`; load $load at the start, $(cut -d ' ' -f 1 /proc/loadavg) at the end."
    awk -v load="$load" 'BEGIN { if (load > 0.7) printf "\n**The machine was busy when this began (load %.1f): not figures to quote.**\n", load }'
    echo
    echo '| job | before, s | now, s | ratio of medians (of rounds) | wanted | processor time before, s | now, s | ratio |'
    echo '| --- | --- | --- | --- | --- | --- | --- | --- |'
    for job in ${jobs//,/ }; do
        awk -v job="$job" -v wanted="$(wanted "$job")" '
            function median(values, n,    i, j, t) {
                for (i = 2; i <= n; i++) for (j = i; j > 1 && values[j - 1] > values[j]; j--) { t = values[j]; values[j] = values[j - 1]; values[j - 1] = t }
                return n % 2 ? values[(n + 1) / 2] : (values[n / 2] + values[n / 2 + 1]) / 2
            }
            function spread(values, n) { return sprintf("%.3f (%.3f..%.3f)", median(values, n), values[1], values[n]) }
            $1 == job { n[$2]++; clock[$2, n[$2]] = $3; cpu[$2, n[$2]] = $4 + $5 }
            END {
                for (i = 1; i <= n["now"]; i++) {
                    a[i] = clock["before", i]; b[i] = clock["now", i]; c[i] = cpu["before", i]; d[i] = cpu["now", i]; r = a[i] / b[i]
                    if (i == 1 || r < low) low = r
                    if (i == 1 || r > high) high = r
                }
                m = i - 1; ma = median(a, m); mb = median(b, m); mc = median(c, m); md = median(d, m)
                if (wanted != "") wanted = wanted ", " ((wanted ~ /times/ ? ma / mb >= wanted + 0 : mb <= substr(wanted, 9) + 0) ? "reached" : "missed")
                printf "| %s | %s | %s | %.2f (%.2f..%.2f) | %s | %.3f | %.3f | %.2f |\n", job, spread(a, m), spread(b, m), ma / mb, low, high, wanted, mc, md, mc / md
            }' "$folder/times"
    done
} | dotnet "$bench" publish --section tool $write
