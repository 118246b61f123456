#!/usr/bin/env bash
# Microsoft.ML 5.0.1, mlContext.Data.TrainTestSplit(samplingKeyColumnName): with a real-valued key the rows are not dealt out by a hash of the key but cut at a value: the test set is one
# end of the key's range. A good engineer would guess that groups (devices, patients, accounts) are dealt at random, as they are where the same numbers are integers or text, and
# would measure a detector on the few newest or oldest groups alone. Exit code 0: still so; 1: it behaves otherwise now; 2: it could not be tried.
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
var ml = new MLContext(seed: 1);
var rows = ml.Data.LoadFromEnumerable(Enumerable.Range(0, 1000).Select(i => new Row { Real = i / 10, Whole = i / 10, Text = $"{i / 10}" }));
Console.WriteLine("expected: a fifth of the 100 groups, from all over the range, whichever type holds the group's number");
var real = TestGroups(nameof(Row.Real));
var whole = TestGroups(nameof(Row.Whole));
var text = TestGroups(nameof(Row.Text));
return IsOneEnd(real) && !IsOneEnd(whole) && !IsOneEnd(text) ? 0 : 1;

int[] TestGroups(string key)
{
    var test = ml.Data.TrainTestSplit(rows, testFraction: 0.2, samplingKeyColumnName: key, seed: 7).TestSet;
    var groups = ml.Data.CreateEnumerable<Row>(test, reuseRowObject: false).Select(row => row.Whole).Distinct().Order().ToArray();
    Console.WriteLine($"seen with key '{key}': {groups.Length} groups: {string.Join(' ', groups)}");
    return groups;
}

static bool IsOneEnd(int[] groups) => groups.Length > 1 && groups[^1] - groups[0] == groups.Length - 1 && (groups[0] == 0 || groups[^1] == 99);

internal sealed class Row
{
    public float Real { get; set; }

    public int Whole { get; set; }

    public string Text { get; set; } = "";
}
END

dotnet build -c Release -v quiet -nologo >build.log 2>&1 || { cat build.log; echo "finding.csproj does not build: nothing was tried"; exit 2; }
dotnet bin/Release/net10.0/finding.dll
