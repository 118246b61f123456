#!/usr/bin/env bash
# Microsoft.ML 5.0.1, AnomalyDetection.Evaluate: DetectionRateAtFalsePositiveCount depends on the order of rows where scores are equal. A detector that gives every row the same score, and so tells nothing apart, has a
# rate of 0.99 on a test set that begins with its anomalies, and 0 on the same rows with the anomalies last. A good engineer would guess that equal scores are flagged together or parted evenly, as
# AreaUnderRocCurve of the same call does (0.5), and that a metric does not change as rows are sorted. Scores are often equal: of trees, of counts, of repeated rows, and wherever a score is at its limit.
# AnomalyDetectionEvaluator (DetectionRate) counts down a sorted list and stops within equal scores. Exit code 0: still so; 1: it behaves otherwise now; 2: it could not be tried.
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
var ml = new MLContext(seed: 1);
Row[] rows = [.. Enumerable.Range(0, 1000).Select(i => new Row { Label = i < 100 ? 1 : 0, Score = 1, PredictedLabel = true })];
Console.WriteLine("expected: 100 anomalies and 900 normal rows of one score have one detection rate at 10 false positives, whatever their order");
var (first, last) = (Evaluate("anomalies first", rows), Evaluate("anomalies last", [.. rows.Reverse()]));
return first is { Rate: > 0.9, Area: 0.5 } && last is { Rate: 0, Area: 0.5 } ? 0 : 1;

(double Rate, double Area) Evaluate(string order, Row[] ordered)
{
    var metrics = ml.AnomalyDetection.Evaluate(ml.Data.LoadFromEnumerable(ordered), falsePositiveCount: 10);
    Console.WriteLine(FormattableString.Invariant($"seen with the {order}: detection rate {metrics.DetectionRateAtFalsePositiveCount}, area under the curve {metrics.AreaUnderRocCurve}"));
    return (metrics.DetectionRateAtFalsePositiveCount, metrics.AreaUnderRocCurve);
}

internal sealed class Row
{
    public float Label { get; set; }

    public float Score { get; set; }

    public bool PredictedLabel { get; set; }
}
END

dotnet build -c Release -v quiet -nologo >build.log 2>&1 || { cat build.log; echo "finding.csproj does not build: nothing was tried"; exit 2; }
dotnet bin/Release/net10.0/finding.dll
