#!/usr/bin/env bash
# Microsoft.ML 5.0.1, mlContext.AnomalyDetection.Evaluate: a row whose score is NaN is left out of every figure, without an error, a warning or a count.
# A good engineer would guess that a detector that gives no score for most anomalies is refused or scored worse; its area under the ROC curve is that of the rows it did score: here 1.
# Exit code 0: still so; 1: it behaves otherwise now; 2: it could not be tried.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > finding.csproj <<'END'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Microsoft.ML" Version="5.0.1" />
  </ItemGroup>
</Project>
END

cat > Program.cs <<'END'
using Microsoft.ML;

Console.WriteLine($"Microsoft.ML {System.Diagnostics.FileVersionInfo.GetVersionInfo(typeof(MLContext).Assembly.Location).ProductVersion?.Split('+')[0]}");
var ml = new MLContext(seed: 0);
var said = new List<string>();
ml.Log += (_, message) =>
{
    if (message.Kind >= Microsoft.ML.Runtime.ChannelMessageKind.Warning)
    {
        said.Add(message.Message);
    }
};

// Ninety normal rows with low scores, ten anomalies: one is found, nine get no score.
var rows = Enumerable.Range(0, 100).Select(i => new Scored
{
    Label = i < 10 ? 1 : 0,
    Score = i == 0 ? 5 : i < 10 ? float.NaN : i / 100f,
    PredictedLabel = i == 0,
}).ToArray();
var metrics = ml.AnomalyDetection.Evaluate(ml.Data.LoadFromEnumerable(rows), falsePositiveCount: 10);
Console.WriteLine("expected: nine of ten anomalies without a score are refused, warned of, or cost something: an area under the ROC curve well below 1");
Console.WriteLine($"seen: area under the ROC curve {metrics.AreaUnderRocCurve:R}, detection rate at 10 false positives {metrics.DetectionRateAtFalsePositiveCount:R}, warnings {said.Count}");

// The same detector with the lowest score in place of none.
foreach (var row in rows.Where(row => float.IsNaN(row.Score)))
{
    row.Score = -1;
}

var lowest = ml.AnomalyDetection.Evaluate(ml.Data.LoadFromEnumerable(rows), falsePositiveCount: 10);
Console.WriteLine($"for comparison, those nine with the lowest score: area {lowest.AreaUnderRocCurve:F2}, detection rate {lowest.DetectionRateAtFalsePositiveCount:F2}");
return metrics.AreaUnderRocCurve == 1 && metrics.DetectionRateAtFalsePositiveCount == 1 && said.Count == 0 && lowest.AreaUnderRocCurve < 0.2 ? 0 : 1;

internal sealed class Scored
{
    public float Label { get; set; }

    public float Score { get; set; }

    public bool PredictedLabel { get; set; }
}
END

dotnet build -c Release -v quiet -nologo >build.log 2>&1 || { cat build.log; echo "finding.csproj does not build: nothing was tried"; exit 2; }
dotnet bin/Release/net10.0/finding.dll
