#!/usr/bin/env bash
# Microsoft.ML.OnnxTransformer 5.0.1: each Fit of one ApplyOnnxModel estimator returns the same object, so that disposing of one fold's model (or of a PredictionEngine over it, which disposes
# of its transformer) ends all others. A good engineer would guess that Fit makes a model of its own, as it does for other estimators.
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
    <PackageReference Include="Microsoft.ML.OnnxTransformer" Version="5.0.1" />
    <PackageReference Include="Microsoft.ML.OnnxRuntime" Version="1.31.1" />
    <PackageReference Include="Microsoft.ML.OnnxRuntime.Managed" Version="1.31.1" />
  </ItemGroup>
</Project>
END

cat > Program.cs <<'END'
using Microsoft.ML;
using Microsoft.ML.OnnxRuntime;

Console.WriteLine($"Microsoft.ML.OnnxTransformer {System.Diagnostics.FileVersionInfo.GetVersionInfo(typeof(OnnxCatalog).Assembly.Location).ProductVersion?.Split('+')[0]}, ONNX Runtime {OrtEnv.Instance().GetVersionString()}");
var model = Onnx.Model(Onnx.Node("Neg", ["x"], "y"), Onnx.Input("x", 2), Onnx.Output("y", 2));
var ml = new MLContext();
var rows = ml.Data.LoadFromEnumerable([new Given { x = [1, 2] }]);
var estimator = ml.Transforms.ApplyOnnxModel(["y"], ["x"], new MemoryStream(model));
var (first, second) = (estimator.Fit(rows), estimator.Fit(rows));
Console.WriteLine("expected: two calls of Fit give two models, each to be disposed of by whoever holds it, as of every other estimator");
Console.WriteLine($"seen: the same object twice: {ReferenceEquals(first, second)}");
Console.WriteLine($"seen from the second before the first is disposed of: {Values(second)}");
first.Dispose();
var after = Values(second);
Console.WriteLine($"seen from the second afterwards: {after}");
var scaler = ml.Transforms.NormalizeMinMax("x");
Console.WriteLine($"for comparison, NormalizeMinMax gives the same object twice: {ReferenceEquals(scaler.Fit(rows), scaler.Fit(rows))}");
return ReferenceEquals(first, second) && after != "-1 -2" ? 0 : 1;

string Values(ITransformer transformer)
{
    try
    {
        return string.Join(' ', ml.Data.CreateEnumerable<Taken>(transformer.Transform(rows), reuseRowObject: false).Single().y);
    }
    catch (Exception failure)
    {
        return $"{failure.GetBaseException().GetType().Name}: {failure.GetBaseException().Message}";
    }
}

internal sealed class Given
{
    [Microsoft.ML.Data.VectorType(2)]
    public float[] x { get; set; } = [];
}

internal sealed class Taken
{
    [Microsoft.ML.Data.VectorType(2)]
    public float[] y { get; set; } = [];
}

/// <summary>An ONNX file by hand: fields of protocol buffers, by the numbers in onnx.proto.</summary>
internal static class Onnx
{
    public static byte[] Model(params byte[][] graph) =>
        Join(Number(1, 8), Field(8, Join(Text(1, ""), Number(2, 17))), Field(7, Join([Text(2, "g"), .. graph])));

    public static byte[] Node(string operation, string[] inputs, string output, params byte[][] attributes) =>
        Field(1, Join([.. inputs.Select(input => Text(1, input)), Text(2, output), Text(4, operation), .. attributes]));

    public static byte[] Attribute(string name, long value) => Field(5, Join(Text(1, name), Number(3, value), Number(20, 2)));

    public static byte[] Integers(string name, params long[] values) =>
        Field(5, Join(Number(1, values.Length), Number(2, 7), Text(8, name), Field(9, [.. values.SelectMany(BitConverter.GetBytes)])));

    public static byte[] Input(string name, params object[] shape) => Field(11, Value(name, shape));

    public static byte[] Output(string name, params object[] shape) => Field(12, Value(name, shape));

    private static byte[] Value(string name, object[] shape)
    {
        var sizes = Join([.. shape.Select(size => Field(1, size is int known ? Number(1, known) : Text(2, (string)size)))]);
        return Join(Text(1, name), Field(2, Field(1, Join(Number(1, 1), Field(2, sizes)))));
    }

    private static byte[] Text(int field, string value) => Field(field, System.Text.Encoding.UTF8.GetBytes(value));

    private static byte[] Field(int field, byte[] value) => Join(Varint(((long)field << 3) | 2), Varint(value.Length), value);

    private static byte[] Number(int field, long value) => Join(Varint((long)field << 3), Varint(value));

    private static byte[] Join(params byte[][] parts) => [.. parts.SelectMany(part => part)];

    private static byte[] Varint(long value)
    {
        var bytes = new List<byte>();
        for (var rest = (ulong)value; ; rest >>= 7)
        {
            bytes.Add((byte)((rest & 127) | (rest > 127 ? 128u : 0)));
            if (rest <= 127)
            {
                return [.. bytes];
            }
        }
    }
}
END

dotnet build -c Release -v quiet -nologo >build.log 2>&1 || { cat build.log; echo "finding.csproj does not build: nothing was tried"; exit 2; }
dotnet bin/Release/net10.0/finding.dll
