#!/usr/bin/env bash
# Microsoft.ML 5.0.1, Clustering.Trainers.KMeans: clusters that are plain to see are not found where they are far from zero. A good engineer would guess that distances, and so clusters, do not depend on where zero is.
# Three groups 30 apart, each within 1.5, have a label each about 0, after any of five seeds; about 101000, as air pressures in pascals are, a third of the rows have a label that is not their group's, and some
# centroids are nowhere near a row. Squared distances are computed as |x|^2 - 2 x c + |c|^2 in 32 bits (KMeansModelParameters.Map; training does so too): at 101000 the terms are 1e10, and the distance between two
# numbers of 32 bits there is 1024, more than 30^2. Nothing is said, and Clustering.Evaluate adds up distances of the same kind. The first case is the second one with a constant taken off. Exit code 0: still so; 1: it
# behaves otherwise now; 2: it could not be tried.
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
using Microsoft.ML.Trainers;

Console.WriteLine($"Microsoft.ML {System.Diagnostics.FileVersionInfo.GetVersionInfo(typeof(MLContext).Assembly.Location).ProductVersion?.Split('+')[0]}");
int[] seeds = [1, 2, 3, 4, 5];
Console.WriteLine("expected: all 3000 rows of three groups, 30 apart and each within 1.5, have the label of their group, wherever zero is");
int[] near = [.. seeds.Select(seed => Wrong(0, seed))], far = [.. seeds.Select(seed => Wrong(101_000, seed))];
Console.WriteLine($"seen about 0: {string.Join(", ", near)} rows have another label, by seed");
Console.WriteLine($"seen about 101000: {string.Join(", ", far)}");
return near.Max() == 0 && far.Min() > 300 ? 0 : 1;

static int Wrong(float offset, int seed)
{
    var ml = new MLContext(seed);
    var random = new Random(1);
    var data = ml.Data.LoadFromEnumerable(Enumerable.Range(0, 3000).Select(i => new Row { Features = [offset + (30 * (i % 3)) + (1.5f * (float)random.NextDouble()), (float)random.NextDouble()] }).ToArray());
    var trainer = ml.Clustering.Trainers.KMeans(new KMeansTrainer.Options { FeatureColumnName = "Features", NumberOfClusters = 3, NumberOfThreads = 1 });
    uint[] labels = [.. trainer.Fit(data).Transform(data).GetColumn<uint>("PredictedLabel")];
    return labels.Length - Enumerable.Range(1, 3).Sum(label => Enumerable.Range(0, 3).Max(group => labels.Where((found, i) => found == label && i % 3 == group).Count()));
}

internal sealed class Row
{
    [VectorType(2)]
    public float[] Features { get; set; } = [];
}
END

dotnet build -c Release -v quiet -nologo >build.log 2>&1 || { cat build.log; echo "finding.csproj does not build: nothing was tried"; exit 2; }
dotnet bin/Release/net10.0/finding.dll || exit 1
