#!/usr/bin/env bash
# Microsoft.ML 5.0.1, mlContext.Transforms.NormalizeMinMax: one infinite value in a column that is fitted makes every finite value of that column 0 afterwards.
# A good engineer would guess that the infinity is skipped as NaN is (NaN leaves the scale as it was), or that Fit refuses it; the column is silently emptied of what it told.
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
Console.WriteLine("expected: the finite values 1, 2, 3, 4 keep their order after scaling, whatever is in the fifth row");
var plain = Scaled(5);
var withNaN = Scaled(float.NaN);
var withInfinity = Scaled(float.PositiveInfinity);
Console.WriteLine($"seen with 5 in the fifth row:        {string.Join(", ", plain)}");
Console.WriteLine($"seen with NaN in the fifth row:      {string.Join(", ", withNaN)}");
Console.WriteLine($"seen with infinity in the fifth row: {string.Join(", ", withInfinity)}");
return Rises(plain) && Rises(withNaN) && withInfinity.All(value => value == 0) ? 0 : 1;

float[] Scaled(float fifth)
{
    var rows = ml.Data.LoadFromEnumerable(new[] { 1, 2, 3, 4, fifth }.Select(value => new Row { Value = value }));
    var scaled = ml.Transforms.NormalizeMinMax("Value").Fit(rows).Transform(rows);
    return [.. ml.Data.CreateEnumerable<Row>(scaled, reuseRowObject: false).Take(4).Select(row => row.Value)];
}

static bool Rises(float[] values) => values.Zip(values.Skip(1)).All(pair => pair.First < pair.Second);

internal sealed class Row
{
    public float Value { get; set; }
}
END

dotnet build -c Release -v quiet -nologo >build.log 2>&1 || { cat build.log; echo "finding.csproj does not build: nothing was tried"; exit 2; }
dotnet bin/Release/net10.0/finding.dll
