#!/usr/bin/env bash
# Parquet.Net 6.1.0: dates, time stamps and 8-bit numbers in DELTA_BINARY_PACKED, which writers use for whole numbers in pages of version 2, cannot be read: NotSupportedException. Whole numbers of 16, 32 and 64 bits can.
# A good engineer would guess that an encoding is read for every column that is stored as the integers that it is for: a date is an Int32 like any other.
# The file is written by Apache's own writer (ParquetSharp 25.0.1.2). Exit code 0: still so; 1: it behaves otherwise now; 2: it could not be tried.
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
    <PackageReference Include="Parquet.Net" Version="6.1.0" />
    <PackageReference Include="ParquetSharp" Version="25.0.1.2" />
  </ItemGroup>
</Project>
END

cat > Program.cs <<'END'
using ParquetSharp;
using Net = Parquet;

static string Version(Type type) => System.Diagnostics.FileVersionInfo.GetVersionInfo(type.Assembly.Location).ProductVersion?.Split('+')[0] ?? "?";
Console.WriteLine($"Parquet.Net {Version(typeof(Net.ParquetReader))}, written by ParquetSharp {Version(typeof(ParquetFileWriter))}");

const int Rows = 200;
Column[] columns =
[
    new Column<int>("int32"), new Column<long>("int64"), new Column<Date>("date"), new Column<DateTime>("timestamp", LogicalType.Timestamp(true, TimeUnit.Millis)),
    new Column<short>("int16"), new Column<sbyte>("int8"), new Column<byte>("uint8"),
];
foreach (var encoding in new[] { Encoding.Plain, Encoding.DeltaBinaryPacked })
{
    using var builder = new WriterPropertiesBuilder();
    builder.DisableDictionary().Encoding(encoding);
    using var properties = builder.Build();
    using var writer = new ParquetFileWriter($"{encoding}.parquet", columns, properties);
    using var group = writer.AppendRowGroup();
    Write(group, i => i);
    Write(group, i => (long)i);
    Write(group, i => new Date(18000 + i));
    Write(group, i => new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(i));
    Write(group, i => (short)i);
    Write(group, i => (sbyte)(i % 100));
    Write(group, i => (byte)i);
    writer.Close();
}

Console.WriteLine("expected: every column is read, whatever the encoding of its integers");
var plain = await Read("Plain.parquet");
var packed = await Read("DeltaBinaryPacked.parquet");
foreach (var (name, outcome) in packed)
{
    Console.WriteLine($"seen: {name,-9} plain: {plain[name]}; DELTA_BINARY_PACKED: {outcome}");
}

// The other reader reads the same file, so that the file is valid.
using (var reader = new ParquetFileReader("DeltaBinaryPacked.parquet"))
{
    using var group = reader.RowGroup(0);
    Console.WriteLine($"for comparison, ParquetSharp reads date {group.Column(2).LogicalReader<Date>().ReadAll(Rows)[5].DateTime:yyyy-MM-dd} of that file");
}

string[] fails = [.. packed.Where(column => column.Value != "read").Select(column => column.Key)];
return plain.Values.All(outcome => outcome == "read") && fails.SequenceEqual(["date", "timestamp", "int8", "uint8"]) ? 0 : 1;

static void Write<T>(RowGroupWriter group, Func<int, T> value)
{
    using var column = group.NextColumn().LogicalWriter<T>();
    column.WriteBatch([.. Enumerable.Range(0, Rows).Select(value)]);
}

static async Task<Dictionary<string, string>> Read(string path)
{
    await using var reader = await Net.ParquetReader.CreateAsync(File.OpenRead(path));
    using var group = reader.OpenRowGroupReader(0);
    var outcomes = new Dictionary<string, string>();
    foreach (var field in reader.Schema.GetDataFields())
    {
        try
        {
            using var data = await group.ReadRawColumnDataBaseAsync(field);
            outcomes[field.Name] = "read";
        }
        catch (Exception error)
        {
            outcomes[field.Name] = $"{error.GetType().Name}: {error.Message}";
        }
    }

    return outcomes;
}
END

dotnet build -c Release -v quiet -nologo >build.log 2>&1 || { cat build.log; echo "finding.csproj does not build: nothing was tried"; exit 2; }
dotnet bin/Release/net10.0/finding.dll
