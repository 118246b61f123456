#!/usr/bin/env bash
# Apache.Arrow 23.0.0: ArrowStreamWriter writes the dictionaries of the first batch and no later ones. A batch whose column of names was encoded by itself, as each part of a table is, has other names by the
# same numbers: it is written with its numbers alone, and whoever reads the stream, in any language, finds the names of the first batch. The format has replaced dictionaries and deltas for that (Columnar.rst,
# "Dictionary Messages"); a good engineer would guess that the writer makes use of them, or refuses the batch. ArrowFileWriter does the same. The source has it so: a flag of the writer,
# HasWrittenDictionaryBatch, is set with the first batch. Exit code 0: still so; 1: it behaves otherwise now; 2: it could not be tried.
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
    <PackageReference Include="Apache.Arrow" Version="23.0.0" />
  </ItemGroup>
</Project>
END

cat > Program.cs <<'END'
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;

Console.WriteLine($"Apache.Arrow {System.Diagnostics.FileVersionInfo.GetVersionInfo(typeof(RecordBatch).Assembly.Location).ProductVersion?.Split('+')[0]}");
var type = new DictionaryType(Int32Type.Default, StringType.Default, ordered: false);
var schema = new Schema([new Field("town", type, nullable: true)], null);
RecordBatch[] parts = [Part("Oslo", "Bergen", "Oslo"), Part("Rome", "Milan", "Milan")];
using var stream = new MemoryStream();
using (var writer = new ArrowStreamWriter(stream, schema, leaveOpen: true))
{
    foreach (var part in parts)
    {
        writer.WriteRecordBatch(part);
    }

    writer.WriteEnd();
}

stream.Position = 0;
using var reader = new ArrowStreamReader(stream);
var (written, read) = (string.Join(' ', parts.SelectMany(Names)), "");
while (reader.ReadNextRecordBatch() is { } batch)
{
    read += (read == "" ? "" : " ") + string.Join(' ', Names(batch));
}

Console.WriteLine($"expected: what was written: {written}");
Console.WriteLine($"seen: {read}");
return written == "Oslo Bergen Oslo Rome Milan Milan" && read == "Oslo Bergen Oslo Oslo Bergen Bergen" ? 0 : 1;

RecordBatch Part(params string[] names)
{
    string[] levels = [.. names.Distinct()];
    var numbers = new Int32Array.Builder().AppendRange(names.Select(name => System.Array.IndexOf(levels, name))).Build();
    return new RecordBatch(schema, [new DictionaryArray(type, numbers, new StringArray.Builder().AppendRange(levels).Build())], names.Length);
}

static IEnumerable<string> Names(RecordBatch batch)
{
    var column = (DictionaryArray)batch.Column(0);
    return ((Int32Array)column.Indices).Select(number => ((StringArray)column.Dictionary).GetString(number!.Value));
}
END

dotnet build -c Release -v quiet -nologo >build.log 2>&1 || { cat build.log; echo "finding.csproj does not build: nothing was tried"; exit 2; }
dotnet bin/Release/net10.0/finding.dll
