#!/usr/bin/env bash
# Microsoft.ML.OnnxConverter 0.23.1 with Microsoft.ML 5.0.1, mlContext.Model.ConvertToOnnx: a pipeline with a step of somebody else's in it (an ITransformer with a data view of its own) is converted from behind that step
# alone. What it adds becomes an input of the model, and the steps before it are gone, without an error, a warning or a line in the log.
# A good engineer would guess that such a step is refused, as one of ML.NET's own that has no ONNX form is: a CustomMapping throws.
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
    <PackageReference Include="Microsoft.ML.OnnxConverter" Version="0.23.1" />
    <PackageReference Include="Microsoft.ML.OnnxRuntime" Version="1.31.1" />
  </ItemGroup>
</Project>
END

cat > Program.cs <<'END'
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;

Console.WriteLine($"Microsoft.ML {System.Diagnostics.FileVersionInfo.GetVersionInfo(typeof(MLContext).Assembly.Location).ProductVersion?.Split('+')[0]}");
var ml = new MLContext(seed: 0);
var said = new List<string>();
ml.Log += (_, message) =>
{
    if (message.Kind >= Microsoft.ML.Runtime.ChannelMessageKind.Warning)
    {
        said.Add(message.Message);
    }
};

// A step that normalises a column, and behind it one that passes the rows on as they are.
var data = ml.Data.LoadFromEnumerable(Enumerable.Range(0, 101).Select(i => new Row { Value = i }));
var normalised = ml.Transforms.NormalizeMinMax("Share", "Value").Fit(data);
using var stream = new MemoryStream();
ml.Model.ConvertToOnnx(new TransformerChain<ITransformer>(normalised, new PassOn()), data, stream);
var warnings = said.Count;
using var session = new InferenceSession(stream.ToArray());
var inputs = string.Join(", ", session.InputMetadata.Keys);
Console.WriteLine("expected: the conversion is refused, or the model takes Value and makes Share of it, as the pipeline does");
Console.WriteLine($"seen: the model takes {inputs}, warnings {warnings}");

// One of ML.NET's own that has no ONNX form.
var refused = "nothing";
try
{
    using var other = new MemoryStream();
    ml.Model.ConvertToOnnx(normalised.Append(ml.Transforms.CustomMapping<Row, Other>((row, to) => to.Twice = 2 * row.Value, null).Fit(normalised.Transform(data))), data, other);
}
catch (InvalidOperationException error)
{
    refused = error.GetType().Name;
}

Console.WriteLine($"for comparison, a CustomMapping throws: {refused}");
return inputs == "Value, Share" && warnings == 0 && refused != "nothing" ? 0 : 1;

internal sealed class Row
{
    public float Value { get; set; }
}

internal sealed class Other
{
    public float Twice { get; set; }
}

#nullable enable
internal sealed class PassOn : ITransformer
{
    public bool IsRowToRowMapper => false;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inputSchema;

    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => throw new NotSupportedException();

    public IDataView Transform(IDataView input) => new View(input);

    void ICanSaveModel.Save(ModelSaveContext ctx) => throw new NotSupportedException();

    private sealed class View(IDataView input) : IDataView
    {
        public bool CanShuffle => input.CanShuffle;

        public DataViewSchema Schema => input.Schema;

        public long? GetRowCount() => input.GetRowCount();

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) => input.GetRowCursor(columnsNeeded, rand);

        public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => input.GetRowCursorSet(columnsNeeded, n, rand);
    }
}
END

dotnet build -c Release -v quiet -nologo >build.log 2>&1 || { cat build.log; echo "finding.csproj does not build: nothing was tried"; exit 2; }
dotnet bin/Release/net10.0/finding.dll
