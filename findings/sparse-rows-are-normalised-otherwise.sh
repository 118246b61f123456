#!/usr/bin/env bash
# Microsoft.ML 5.0.1, NormalizeMeanVariance with useCdf: true, NormalizeLpNorm with ensureZeroMean: true and NormalizeGlobalContrast: the same row has other values where it is stored sparse. A good engineer would guess
# that a zero is a zero, whether it is written down or not. With useCdf a zero that is written down becomes its share of the distribution and one that is not stays 0, as if it were the smallest value of all; the norm
# leaves out what the mean adds to zeros that are not written down, so that rows are longer than 1. Which way a row is stored nobody chooses: Concatenate, encodings and loaders go by how many of its values are zero,
# row by row, so that rows of one column are normalised in two ways. FillValues of CdfColumnFunction visits the stored values alone, and so does L2Norm of LpNormNormalizingTransformer, whose StdDev adds the others.
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
float[][] values = [[0, 0, 1, 0], [1, 0, 3, 0], [0, 0, 3, 0], [3, 0, 3, 0], [0, 0, 5, 0], [5, 0, 3, 0]];
var dense = ml.Data.LoadFromEnumerable(values.Select(row => new Row { Features = new VBuffer<float>(4, row) }).ToArray());
var sparse = ml.Data.LoadFromEnumerable(values.Select(row =>
{
    int[] indices = [.. Enumerable.Range(0, 4).Where(i => row[i] != 0)];
    return new Row { Features = new VBuffer<float>(4, indices.Length, [.. indices.Select(i => row[i])], indices) };
}).ToArray());
Console.WriteLine("expected: the row [0, 0, 1, 0] is normalised alike, stored dense and sparse, and has a norm of 1 where that is asked for");
var cumulative = Try("NormalizeMeanVariance, useCdf: true", ml.Transforms.NormalizeMeanVariance("Features", useCdf: true));
var norm = Try("NormalizeLpNorm, ensureZeroMean: true", ml.Transforms.NormalizeLpNorm("Features", ensureZeroMean: true));
var contrast = Try("NormalizeGlobalContrast", ml.Transforms.NormalizeGlobalContrast("Features"));
var plain = Try("NormalizeMeanVariance, fixZero: false", ml.Transforms.NormalizeMeanVariance("Features", fixZero: false));
return cumulative > 0.2 && norm > 0.1 && contrast > 0.1 && plain == 0 ? 0 : 1;

float Try(string name, IEstimator<ITransformer> step)
{
    float[][] rows = [.. new[] { dense, sparse }.Select(data => step.Fit(data).Transform(data).GetColumn<float[]>("Features").First())];
    Console.WriteLine($"seen of {name}: dense [{string.Join(", ", rows[0])}], sparse [{string.Join(", ", rows[1])}]");
    return rows[0].Zip(rows[1], (first, second) => Math.Abs(first - second)).Max();
}

internal sealed class Row
{
    [VectorType(4)]
    public VBuffer<float> Features { get; set; }
}
END

dotnet build -c Release -v quiet -nologo >build.log 2>&1 || { cat build.log; echo "finding.csproj does not build: nothing was tried"; exit 2; }
dotnet bin/Release/net10.0/finding.dll || exit 1
