#!/usr/bin/env bash
# Microsoft.ML 5.0.1, ProjectToPrincipalComponents and RandomizedPca: a column that is 100 in every row becomes the first principal component of columns with deviations of 3, 1 and 0.3, though data are centred, as they
# are by default. A good engineer would guess that a constant has no variance and so no component, and that adding 100 to a column changes nothing. The one component that was asked for says nothing about any row, and a
# detector of rank 1 takes every row for an anomaly (mean score 0.997 where it is 0.432 with a constant of 0). So it is with columns that are nearly constant and far from zero: years, pressures, temperatures in kelvin.
# Rows are multiplied as they are and the mean's share is taken off afterwards, in 32 bits, in which the small rest of two large numbers is rounding. Exit code 0: still so; 1: it behaves otherwise now; 2: it could not
# be tried.
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
var (atZero, farOff) = (Try(0), Try(100));
Console.WriteLine("expected: the first component has a variance of 8.8, and the mean score of rank 1 is 0.43, whatever the constant in the fourth column");
Console.WriteLine($"seen with a constant of 0: variance {atZero.Variance:F3}, mean score {atZero.Score:F3}");
Console.WriteLine($"seen with a constant of 100: variance {farOff.Variance:F3}, mean score {farOff.Score:F3}");
return atZero is { Variance: > 8, Score: < 0.5f } && farOff is { Variance: < 0.1f, Score: > 0.9f } ? 0 : 1;

(float Variance, float Score) Try(float constant)
{
    var random = new Random(1);
    var data = ml.Data.LoadFromEnumerable(Enumerable.Range(0, 1000).Select(_ => new Row { Features = [(float)(3 * Normal(random)), (float)Normal(random), (float)(0.3 * Normal(random)), constant] }).ToArray());
    var first = ml.Transforms.ProjectToPrincipalComponents("Features", rank: 1, seed: 1).Fit(data).Transform(data).GetColumn<float[]>("Features").Select(row => row[0]).ToArray();
    var mean = first.Average();
    var scores = ml.AnomalyDetection.Trainers.RandomizedPca("Features", rank: 1, seed: 1).Fit(data).Transform(data).GetColumn<float>("Score");
    return (first.Average(value => (value - mean) * (value - mean)), scores.Average());
}

static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

internal sealed class Row
{
    [VectorType(4)]
    public float[] Features { get; set; } = [];
}
END

dotnet build -c Release -v quiet -nologo >build.log 2>&1 || { cat build.log; echo "finding.csproj does not build: nothing was tried"; exit 2; }
dotnet bin/Release/net10.0/finding.dll || exit 1
