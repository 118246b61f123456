#!/usr/bin/env bash
# Microsoft.Data.Analysis 0.23.1 with the Apache.Arrow that it brings: DataFrame.FromArrowRecordBatch takes the buffers of each array and passes over its offset. Of a slice (rows 2 to 5 of a larger array,
# which costs nothing to make and is how a large batch is cut into parts) the frame holds the first rows of the whole instead, as many as the slice has: numbers, truth values and texts alike, without
# a word. A good engineer would guess that the frame has the rows that the batch has. A slice of an array without any null is refused, by an exception that speaks of null bitmaps.
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
using Apache.Arrow;
using Apache.Arrow.Types;
using Microsoft.Data.Analysis;

static string Version(Type type) => System.Diagnostics.FileVersionInfo.GetVersionInfo(type.Assembly.Location).ProductVersion?.Split('+')[0] ?? "?";

Console.WriteLine($"Microsoft.Data.Analysis {Version(typeof(DataFrame))}, Apache.Arrow {Version(typeof(RecordBatch))}");
var numbers = new DoubleArray.Builder();
var names = new StringArray.Builder();
for (var i = 1; i <= 6; i++)
{
    numbers.Append(i);
    names.Append($"row {i}");
}

var slices = new[] { ArrowArrayFactory.Slice(numbers.AppendNull().Build(), 2, 3), ArrowArrayFactory.Slice(names.AppendNull().Build(), 2, 3) };
var schema = new Schema([new Field("number", DoubleType.Default, nullable: true), new Field("name", StringType.Default, nullable: true)], null);
var batch = new RecordBatch(schema, slices, 3);
var frame = DataFrame.FromArrowRecordBatch(batch);
string Rows(Func<int, object?> number, Func<int, object?> name) => string.Join(", ", Enumerable.Range(0, 3).Select(row => FormattableString.Invariant($"{number(row)} {name(row)}")));
var held = Rows(row => ((DoubleArray)batch.Column(0)).GetValue(row), row => ((StringArray)batch.Column(1)).GetString(row));
var read = Rows(row => frame["number"][row], row => frame["name"][row]);
Console.WriteLine($"expected: the rows of the batch: {held}");
Console.WriteLine($"seen: {read}");
return held == "3 row 3, 4 row 4, 5 row 5" && read == "1 row 1, 2 row 2, 3 row 3" ? 0 : 1;
END

dotnet build -c Release -v quiet -nologo >build.log 2>&1 || { cat build.log; echo "finding.csproj does not build: nothing was tried"; exit 2; }
dotnet bin/Release/net10.0/finding.dll
