#!/usr/bin/env bash
# Microsoft.ML 5.0.1, AnomalyDetection.Trainers.RandomizedPca: rows that lie in the subspace have the score NaN, by chance. A good engineer would guess that a row which the components rebuild exactly, the most ordinary
# one there can be, has the score 0, and that a row without a missing value has a score. Of 1000 rows of rank 3 (a fourth column is constant), scored with 3 components, some 46 have none; more where columns are far
# from zero. They are flagged as no anomaly, and AnomalyDetection.Evaluate leaves them out, so that of a detector's normal rows some tens are never counted. The score is the square root of the rest of the squared
# length, which rounding makes negative where there is none. Exit code 0: still so; 1: it behaves otherwise now; 2: it could not be tried.
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
    <InvariantGlobalization>true</InvariantGlobalization>
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
var ml = new MLContext(seed: 1);
var random = new Random(1);
Row[] rows = [.. Enumerable.Range(0, 1000).Select(_ => new Row { Features = [(float)(3 * Normal(random)), (float)Normal(random), (float)(0.3 * Normal(random)), 0] })];
var data = ml.Data.LoadFromEnumerable(rows);
float[] scores = [.. ml.AnomalyDetection.Trainers.RandomizedPca("Features", rank: 3, seed: 1).Fit(data).Transform(data).GetColumn<float>("Score")];
Console.WriteLine("expected: each of 1000 rows without missing values, in a subspace of 3 dimensions, has a score near 0 with 3 components");
Console.WriteLine($"seen: {scores.Count(float.IsNaN)} have the score NaN; the largest of the others is {scores.Where(float.IsFinite).Max():F3}");
return rows.All(row => row.Features.All(float.IsFinite)) && scores.Count(float.IsNaN) is > 5 and < 500 && scores.Where(float.IsFinite).All(score => score < 0.2f) ? 0 : 1;

static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

internal sealed class Row
{
    [VectorType(4)]
    public float[] Features { get; set; } = [];
}
END

dotnet build -c Release -v quiet -nologo >build.log 2>&1 || { cat build.log; echo "finding.csproj does not build: nothing was tried"; exit 2; }
dotnet bin/Release/net10.0/finding.dll || exit 1
