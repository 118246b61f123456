#!/usr/bin/env bash
# Microsoft.Data.Analysis 0.23.1: a column's own Mean leaves nulls out, as pandas, polars and SQL do. GroupBy(...).Mean and Min, and the Mean of Description(), take each null for a 0, so that one library
# gives two means of the same numbers, and a group's smallest temperature is one that nobody measured. A good engineer would guess that a mean is the same mean wherever it is asked for.
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
    <PackageReference Include="Microsoft.Data.Analysis" Version="0.23.1" />
  </ItemGroup>
</Project>
END

cat > Program.cs <<'END'
using Microsoft.Data.Analysis;

Console.WriteLine($"Microsoft.Data.Analysis {System.Diagnostics.FileVersionInfo.GetVersionInfo(typeof(DataFrame).Assembly.Location).ProductVersion?.Split('+')[0]}");
var degrees = new DoubleDataFrameColumn("degrees", [10, null, 20, null, 30]);
var frame = new DataFrame(new StringDataFrameColumn("room", ["a", "a", "b", "b", "b"]), degrees);
var description = frame.Description();
var described = Enumerable.Range(0, (int)description.Rows.Count).Where(row => (string)description["Description"][row] == "Mean").Select(row => Convert.ToDouble(description["degrees"][row])).Single();
var groups = frame.GroupBy("room");
var means = groups.Mean("degrees")["degrees"].Cast<object>().Select(Convert.ToDouble).ToArray();
var smallest = groups.Min("degrees")["degrees"].Cast<object>().Select(Convert.ToDouble).ToArray();
Console.WriteLine("expected: of 10 and null in room a and 20, null and 30 in room b the mean is 20, by rooms 10 and 25, and the smallest 10 and 20");
Console.WriteLine(FormattableString.Invariant(
    $"seen: the column's mean {degrees.Mean()}, that of Description() {described}, by rooms {means[0]} and {means[1]:F2}, the smallest {smallest[0]} and {smallest[1]}"));
return degrees.Mean() == 20 && described == 12 && means[0] == 5 && Math.Abs(means[1] - (50 / 3.0)) < 1e-9 && smallest is [0, 0] ? 0 : 1;
END

dotnet build -c Release -v quiet -nologo >build.log 2>&1 || { cat build.log; echo "finding.csproj does not build: nothing was tried"; exit 2; }
dotnet bin/Release/net10.0/finding.dll
