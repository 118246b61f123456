#!/usr/bin/env bash
# Microsoft.Data.Analysis 0.23.1: a column's Mean is its Sum, added up in the column's own type, over how many values there are. Sums of whole numbers wrap round without a word: two pixels of 200 in a column of bytes
# have the mean 72, and times since 1970 a negative one, which Description() gives too. A column of 32-bit floats, which is what LoadCsv makes of every number, loses what is small beside the
# sum: a million values between 1000 and 1000.9 have a mean of 1010, which is more than any of them. A good engineer would guess that Mean, which returns a double, adds doubles, as pandas and LINQ's Average do.
# Median is right. Exit code 0: still so; 1: it behaves otherwise now; 2: it could not be tried.
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
var bytes = new ByteDataFrameColumn("pixel", [200, 200]);
var times = new Int32DataFrameColumn("second", [1_700_000_000, 1_700_000_010]);
var description = new DataFrame(times).Description();
var described = Enumerable.Range(0, (int)description.Rows.Count).Where(row => (string)description["Description"][row] == "Mean").Select(row => Convert.ToDouble(description["second"][row])).Single();
var text = string.Join('\n', Enumerable.Range(0, 1_000_000).Select(i => FormattableString.Invariant($"{1000 + (i % 10 * 0.1)}")).Prepend("pressure"));
var loaded = DataFrame.LoadCsvFromString(text, cultureInfo: System.Globalization.CultureInfo.InvariantCulture)["pressure"];
Console.WriteLine("expected: the pixels' mean 200, the times' 1700000005, in Description() near it, and that of a million values from 1000 to 1000.9 in a CSV file 1000.45");
Console.WriteLine(FormattableString.Invariant($"seen: {bytes.Mean()}, {times.Mean()}, in Description() {described}, {loaded.Mean():F2} (their maximum is {loaded.Max()})"));
return bytes.Mean() == 72 && times.Mean() < 0 && described < 0 && loaded.Mean() > Convert.ToDouble(loaded.Max()) ? 0 : 1;
END

dotnet build -c Release -v quiet -nologo >build.log 2>&1 || { cat build.log; echo "finding.csproj does not build: nothing was tried"; exit 2; }
dotnet bin/Release/net10.0/finding.dll
