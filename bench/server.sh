#!/usr/bin/env bash
# The service that `dotnet new vae-detector` makes, under load: requests a second, how long they take, memory. Beside it the same service with the pipeline as ML.NET alone loads it, on OnnxTransformer.
#
#     bash bench/server.sh [--rounds 5] [--seconds 5] [--connections 1,16,64] [--write]
#
# Packs the packages, makes a project of the template, builds it and trains its model, all in a temporary folder; then wrk (apt-get install wrk) asks it from this machine, each connection as soon as it has its answer.
# /score is one row a request, /score/batch 100, /model none: what the server itself costs. --write puts the table into bench/RESULTS.md. Some six minutes on two cores.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

rounds=5 seconds=5 connections=1,16,64 write=''
while [ $# -gt 0 ]; do
    case "$1" in
        --write) write=--write; shift; continue ;;
        --rounds) rounds=$2 ;;
        --seconds) seconds=$2 ;;
        --connections) connections=$2 ;;
        *) echo "unknown option '$1'; give --rounds N, --seconds N, --connections LIST or --write" >&2; exit 2 ;;
    esac
    shift 2
done
command -v wrk >/dev/null || { echo 'wrk is not here: apt-get install wrk' >&2; exit 2; }

folder=$(mktemp -d)
servers=()
trap 'kill "${servers[@]}" 2>/dev/null || true; wait; rm -rf "$folder"' EXIT
bench=artifacts/bin/Vae.Bench/release/Vae.Bench.dll
dotnet build -c Release -nologo -v quiet bench/Vae.Bench >&2
for project in Core Data Reports MLNet Templates; do
    dotnet pack "src/Vae.$project" -c Release -o "$folder/feed" -p:PackageVersion=0.0.0-load -nologo -v quiet >&2
done
cat >"$folder/nuget.config" <<END
<configuration>
  <packageSources>
    <add key="packed" value="$folder/feed" />
  </packageSources>
  <fallbackPackageFolders>
    <add key="machine" value="${NUGET_PACKAGES:-$HOME/.nuget/packages}" />
  </fallbackPackageFolders>
</configuration>
END
export NUGET_PACKAGES=$folder/packages
(
    cd "$folder"
    dotnet new install feed/Vae.Templates.0.0.0-load.nupkg --debug:custom-hive "$folder/hive"
    dotnet new vae-detector -o ours --debug:custom-hive "$folder/hive"
    cp -r ours alone
    # The same, but that nothing of ours reads the file or scores.
    sed -i 's/ml\.Vae\.Load(path)/(TransformerChain<ITransformer>)ml.Model.Load(path, out _)/; /transformer;$/d; /transformer = pipeline/d
        s/\[\.\. transformer\.Model\.Columns.*;/Reading.Columns;/; s/transformer\.Model\.Threshold/0/' alone/Serving/Detector.cs
    sed -i 's/"Vae.MLNet" Version="[^"]*" \/>/&\n    <PackageReference Include="Microsoft.ML.OnnxTransformer" Version="5.0.1" \/>/' alone/*.csproj
    for who in ours alone; do dotnet build "$who" -c Release -nologo -v quiet; done
    dotnet ours/bin/Release/net10.0/ours.dll train ours/data/readings.csv detector.zip
) >&2

# Bodies of requests: the template's own rows.
awk -F, 'NR > 1 { printf "{\"machine\":\"%s\",\"temperature\":%s,\"pressure\":%s,\"vibration\":%s,\"current\":%s}\n", $1, $2, $3, $4, $5 }' "$folder/ours/data/readings.csv" >"$folder/score"
awk '{ printf "%s%s", n ? "," : "[", $0; if (++n == 100) { print "]"; n = 0 } }' "$folder/score" | grep ']$' >"$folder/batch"
cat >"$folder/ask.lua" <<'END'
local requests, at = {}, 0
function init(arguments)
  for body in io.lines(arguments[1]) do requests[#requests + 1] = wrk.format("POST", nil, { ["Content-Type"] = "application/json" }, body) end
end
function request()
  at = at % #requests + 1
  return requests[at]
end
END
cat >"$folder/tell.lua" <<'END'
function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("FIGURES %d %d %d %d %d\n", summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
END
cat "$folder/tell.lua" >>"$folder/ask.lua"

declare -A port process
start() {
    local who=$1
    (cd "$folder" && exec dotnet "$who/bin/Release/net10.0/ours.dll" --urls http://127.0.0.1:0 --Detector:Path "$folder/detector.zip" --Logging:LogLevel:Microsoft.Hosting.Lifetime Information) >"$folder/$who.log" 2>&1 &
    process[$who]=$!
    servers+=("${process[$who]}")
    for _ in $(seq 300); do
        port[$who]=$(sed -n 's/.*Now listening on: http:\/\/127\.0\.0\.1:\([0-9]*\).*/\1/p' "$folder/$who.log")
        [ -z "${port[$who]}" ] || return 0
        kill -0 "${process[$who]}" 2>/dev/null || break
        sleep 0.2
    done
    cat "$folder/$who.log" >&2
    exit 1
}

# Seconds of the processor that a process has used, in hundredths.
used() { awk '{ print $14 + $15 }' "/proc/${process[$1]}/stat"; }

ask() { # who route connections seconds
    local url=http://127.0.0.1:${port[$1]}
    case "$2" in
        score) wrk -t 1 -c "$3" -d "$4s" -s "$folder/ask.lua" "$url/score" -- "$folder/score" ;;
        batch) wrk -t 1 -c "$3" -d "$4s" -s "$folder/ask.lua" "$url/score/batch" -- "$folder/batch" ;;
        model) wrk -t 1 -c "$3" -d "$4s" -s "$folder/tell.lua" "$url/model" ;;
    esac | awk '$1 == "FIGURES" { print $2, $3, $4, $5, $6 }'
}

for who in ours alone; do
    start "$who"
    for route in score batch model; do ask "$who" "$route" 16 3 >/dev/null; done
done
# What builds have left behind is no load of the machine's.
for _ in $(seq 36); do
    awk '{ exit !($1 < 0.5) }' /proc/loadavg && break
    sleep 5
done
load=$(cut -d ' ' -f 1 /proc/loadavg)
for round in $(seq "$rounds"); do
    order=(ours alone)
    [ $((round % 2)) = 1 ] || order=(alone ours)
    for route in score batch model; do
        for many in ${connections//,/ }; do
            for who in "${order[@]}"; do
                before=$(used "$who")
                figures=$(ask "$who" "$route" "$many" "$seconds")
                echo "$route $many $who $figures $(($(used "$who") - before))"
            done
        done
    done
done >"$folder/figures"

{
    echo "The service of \`dotnet new vae-detector\`, Release, asked by wrk with one thread on the same machine; $rounds rounds of $seconds s each, the two taking turns; median (minimum..maximum); load $load at the start."
    awk -v load="$load" 'BEGIN { if (load > 0.7) printf "\n**The machine was busy when this began (load %.1f): not figures to quote.**\n", load }'
    echo
    echo '| route | connections | who | requests/s | rows/s | half within, ms | 99 of 100 within, ms | processor time of the service a request, us | times as many requests | errors |'
    echo '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |'
    for route in score batch model; do
        for many in ${connections//,/ }; do
            awk -v route="$route" -v many="$many" '
                function median(values, n,    i, j, t) {
                    for (i = 2; i <= n; i++) for (j = i; j > 1 && values[j - 1] > values[j]; j--) { t = values[j]; values[j] = values[j - 1]; values[j - 1] = t }
                    return n % 2 ? values[(n + 1) / 2] : (values[n / 2] + values[n / 2 + 1]) / 2
                }
                function spread(who, kind, format,    i, n, values) {
                    n = count[who]
                    for (i = 1; i <= n; i++) values[i] = figure[who, kind, i]
                    middle = median(values, n)
                    return sprintf(format " (" format ".." format ")", middle, values[1], values[n])
                }
                $1 == route && $2 == many {
                    i = ++count[$3]
                    figure[$3, "rate", i] = $4 / ($5 / 1e6); figure[$3, "half", i] = $6 / 1e3; figure[$3, "most", i] = $7 / 1e3; figure[$3, "cost", i] = $9 * 1e4 / $4; errors[$3] += $8
                }
                END {
                    split("ours alone", all)
                    for (a = 1; a <= 2; a++) {
                        who = all[a]
                        rate = spread(who, "rate", "%.0f"); rates[who] = middle
                        printf "| %s | %d | %s | %s | %s | %s | %s | %s | %s | %d |\n", route == "batch" ? "/score/batch, 100 rows" : "/" route, many, who == "ours" ? "Vae.MLNet" : "OnnxTransformer", rate,
                            route == "model" ? "" : sprintf("%.0f", middle * (route == "batch" ? 100 : 1)), spread(who, "half", "%.2f"), spread(who, "most", "%.2f"), spread(who, "cost", "%.0f"), a == 1 ? "" : sprintf("%.2f", rates["ours"] / rates["alone"]), errors[who]
                    }
                }' "$folder/figures"
        done
    done
    echo
    for who in ours alone; do
        awk -v who="$([ "$who" = ours ] && echo Vae.MLNet || echo OnnxTransformer)" '/^VmHWM/ { peak = $2 } /^VmRSS/ { now = $2 } END { printf "Memory of the service on %s: peak %.0f MiB, at the end %.0f MiB.  \n", who, peak / 1024, now / 1024 }' "/proc/${process[$who]}/status"
    done
} | dotnet "$bench" publish --section server $write
