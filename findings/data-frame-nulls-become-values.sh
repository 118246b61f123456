#!/usr/bin/env bash
# Microsoft.Data.Analysis 0.23.1 into Microsoft.ML 5.0.1: a DataFrame knows which values are missing (null), and hands itself to ML.NET as an IDataView. On the way a missing integer
# becomes 0 and a missing Boolean false, which are values like any other; only reals become NaN. A good engineer would guess that a column whose type cannot say 'missing' is refused or
# widened. Exit code 0: still so; 1: it behaves otherwise now; 2: it could not be tried.
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
    <PackageReference Include="Microsoft.Data.Analysis" Version="0.23.1" />
    <PackageReference Include="Microsoft.ML" Version="5.0.1" />
  </ItemGroup>
</Project>
END

cat > Program.cs <<'END'
using Microsoft.Data.Analysis;
using Microsoft.ML;

Console.WriteLine($"Microsoft.Data.Analysis {System.Diagnostics.FileVersionInfo.GetVersionInfo(typeof(DataFrame).Assembly.Location).ProductVersion?.Split('+')[0]}, Microsoft.ML {System.Diagnostics.FileVersionInfo.GetVersionInfo(typeof(MLContext).Assembly.Location).ProductVersion?.Split('+')[0]}");
var frame = new DataFrame(
    new SingleDataFrameColumn("Real", new float?[] { 7, null }),
    new Int32DataFrameColumn("Whole", new int?[] { 7, null }),
    new BooleanDataFrameColumn("Flag", new bool?[] { true, null }));
var missing = new MLContext().Data.CreateEnumerable<Row>(frame, reuseRowObject: false).ToArray()[1];
Console.WriteLine($"expected: the second row, of which all three are null in the frame ({string.Join(", ", frame.Columns.Select(column => $"{column.Name} {column.NullCount}"))}), is missing in ML.NET too, or refused");
Console.WriteLine($"seen: Real {missing.Real}, Whole {missing.Whole}, Flag {missing.Flag}");
return float.IsNaN(missing.Real) && missing is { Whole: 0, Flag: false } ? 0 : 1;

internal sealed class Row
{
    public float Real { get; set; }

    public int Whole { get; set; }

    public bool Flag { get; set; }
}
END

dotnet build -c Release -v quiet -nologo >build.log 2>&1 || { cat build.log; echo "finding.csproj does not build: nothing was tried"; exit 2; }
dotnet bin/Release/net10.0/finding.dll
