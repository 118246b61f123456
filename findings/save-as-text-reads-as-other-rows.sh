#!/usr/bin/env bash
# Microsoft.ML 5.0.1: what ml.Data.SaveAsText writes, ml.Data.LoadFromTextFile reads as other numbers. A row that is mostly zeros is written sparse, as how many values it has and pairs of place and value, even where
# the data have it dense; LoadFromTextFile<T> takes rows so only if allowSparse is set. By default the count becomes the first value of the vector, the first pair NaN and the rest 0, in those rows alone, without a word;
# the settings that stand in the file's first lines (#@ TextLoader{ ... }) are passed over where a type or columns are given, and do not say it either. A good engineer would guess that both ends have the
# same defaults. With forceDense: true in saving, or allowSparse: true in loading, the rows come back. Exit code 0: still so; 1: it behaves otherwise now; 2: it could not be tried.
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
var said = new List<string>();
ml.Log += (_, message) =>
{
    if (message.Kind is Microsoft.ML.Runtime.ChannelMessageKind.Warning or Microsoft.ML.Runtime.ChannelMessageKind.Error)
    {
        said.Add(message.Message);
    }
};
var data = ml.Data.LoadFromEnumerable(new[]
{
    new Row { Price = 10, Counts = [0, 0, 0, 0, 0, 0, 0, 9] },
    new Row { Price = 20, Counts = [1, 2, 3, 4, 5, 6, 7, 8] },
    new Row { Price = 30, Counts = [0, 0, 0, 0, 5, 0, 0, 0] },
});
using (var file = File.Create("rows.tsv"))
{
    ml.Data.SaveAsText(data, file);
}

var (written, read, sparse) = (Show(data), Show(ml.Data.LoadFromTextFile<Row>("rows.tsv", hasHeader: true)), Show(ml.Data.LoadFromTextFile<Row>("rows.tsv", hasHeader: true, allowSparse: true)));
Console.WriteLine($"expected: the rows that were written: {written}");
Console.WriteLine($"seen: {read}");
Console.WriteLine($"seen with allowSparse: {sparse}");
Console.WriteLine($"seen in the log: {said.Count} warnings");
return read == "10: 8 NaN 0 0 0 0 0 0, 20: 1 2 3 4 5 6 7 8, 30: 8 NaN 0 0 0 0 0 0" && sparse == written && said.Count == 0 ? 0 : 1;

string Show(IDataView view) =>
    string.Join(", ", ml.Data.CreateEnumerable<Row>(view, reuseRowObject: false).Select(row => FormattableString.Invariant($"{row.Price}: {string.Join(' ', row.Counts)}")));

internal sealed class Row
{
    [LoadColumn(0)]
    public float Price { get; set; }

    [LoadColumn(1, 8), VectorType(8)]
    public float[] Counts { get; set; } = [];
}
END

dotnet build -c Release -v quiet -nologo >build.log 2>&1 || { cat build.log; echo "finding.csproj does not build: nothing was tried"; exit 2; }
dotnet bin/Release/net10.0/finding.dll
