#!/usr/bin/env bash
# Microsoft.ML 5.0.1, AnomalyDetection.Trainers.RandomizedPca: its reference (RandomizedPcaTrainer, learn.microsoft.com) calls the score unbounded and the difference of norms between a row and its projection.
# It is that difference relative to the row's own distance from the mean, between 0 and 1. So a row at the very middle of the data, half a standard deviation off the components, is flagged,
# as a tenth of ordinary rows are, and one a hundred standard deviations off in every direction is not. A good engineer would guess that a score rises with the error, and that the middle is ordinary.
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
using Microsoft.ML.Data;

Console.WriteLine($"Microsoft.ML {System.Diagnostics.FileVersionInfo.GetVersionInfo(typeof(MLContext).Assembly.Location).ProductVersion?.Split('+')[0]}");
var random = new Random(1);
double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
Row[] ordinary = [.. Enumerable.Range(0, 1000).Select(_ => new Row { Features = [(float)(10 * Normal()), (float)Normal()] })];
var context = new MLContext(1);
var model = context.AnomalyDetection.Trainers.RandomizedPca("Features", rank: 1, seed: 1).Fit(context.Data.LoadFromEnumerable(ordinary));
Scored[] Score(Row[] rows) => [.. context.Data.CreateEnumerable<Scored>(model.Transform(context.Data.LoadFromEnumerable(rows)), reuseRowObject: false)];
var (middle, far) = (Score([new Row { Features = [0, 0.5f] }])[0], Score([new Row { Features = [1000, 100] }])[0]);
var flagged = Score(ordinary).Count(row => row.PredictedLabel);
Console.WriteLine("trained on 1,000 rows, normal with standard deviations 10 and 1, on one component");
Console.WriteLine("expected: (0, 0.5) scores lower than (1000, 100), and is not flagged");
Console.WriteLine(FormattableString.Invariant(
    $"seen: (0, 0.5) scores {middle.Score:F2}, flagged {middle.PredictedLabel}; (1000, 100) scores {far.Score:F2}, flagged {far.PredictedLabel}; {flagged} of the rows trained on are flagged"));
return middle is { Score: > 0.8f, PredictedLabel: true } && far is { Score: < 0.2f, PredictedLabel: false } && flagged > 50 ? 0 : 1;

internal sealed class Row
{
    [VectorType(2)]
    public float[] Features { get; set; } = [];
}

internal sealed class Scored
{
    public float Score { get; set; }

    public bool PredictedLabel { get; set; }
}
END

dotnet build -c Release -v quiet -nologo >build.log 2>&1 || { cat build.log; echo "finding.csproj does not build: nothing was tried"; exit 2; }
dotnet bin/Release/net10.0/finding.dll
