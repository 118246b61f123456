#!/usr/bin/env bash
# Microsoft.ML 5.0.1, NormalizeLogMeanVariance with useCdf: false: mean and deviation are of the logarithms, as its reference says, but they are applied to the values themselves: 10, 100, 1000 and 10000, whose logarithms
# stand at equal distances around 0, become a straight line from 2 to 3882, and a column of amounts keeps the long tail for whose sake it was chosen. A good engineer would guess (log x - mean) / deviation, as the
# distribution function that is the default takes it. That default makes of a missing value (NaN), and of an infinite one, 0, which is what the smallest values get, and no step behind it
# finds them; the same holds of NormalizeMeanVariance with useCdf: true. Exit code 0: still so; 1: it behaves otherwise now; 2: it could not be tried.
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
var ml = new MLContext(seed: 1);
float[] amounts = [10, 100, 1000, 10000];
double[] logarithms = [.. amounts.Select(amount => Math.Log(amount))];
var mean = logarithms.Average();
var deviation = Math.Sqrt(logarithms.Average(logarithm => Math.Pow(logarithm - mean, 2)));
var data = Rows([.. amounts, float.NaN, float.PositiveInfinity]);
Console.WriteLine($"expected of 10, 100, 1000 and 10000 without the distribution function: {Show(logarithms.Select(logarithm => (logarithm - mean) / deviation))}");
float[] plain = Scale(ml.Transforms.NormalizeLogMeanVariance("Scaled", "Value", useCdf: false));
float[] byDefault = Scale(ml.Transforms.NormalizeLogMeanVariance("Scaled", "Value"));
Console.WriteLine($"seen: {Show(plain.Take(4).Select(value => (double)value))}");
Console.WriteLine("expected of NaN by default: NaN");
Console.WriteLine(FormattableString.Invariant($"seen: {byDefault[4]}; of 10 {byDefault[0]:F2}, of 10000 {byDefault[3]:F2}, of infinity {byDefault[5]}"));
return amounts.Zip(plain).All(pair => Math.Abs(pair.Second - ((pair.First - mean) / deviation)) < 1e-3 * pair.First) && float.IsNaN(plain[4]) && byDefault[4] == 0 && byDefault[5] == 0 ? 0 : 1;

float[] Scale(IEstimator<ITransformer> step) => [.. step.Fit(Rows(amounts)).Transform(data).GetColumn<float>("Scaled")];

IDataView Rows(float[] values) => ml.Data.LoadFromEnumerable(values.Select(value => new Row { Value = value }));

static string Show(IEnumerable<double> values) => string.Join(' ', values.Select(value => FormattableString.Invariant($"{value:F2}")));

internal sealed class Row
{
    public float Value { get; set; }
}
END

dotnet build -c Release -v quiet -nologo >build.log 2>&1 || { cat build.log; echo "finding.csproj does not build: nothing was tried"; exit 2; }
dotnet bin/Release/net10.0/finding.dll
