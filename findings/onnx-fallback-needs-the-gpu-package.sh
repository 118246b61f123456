#!/usr/bin/env bash
# Microsoft.ML.OnnxTransformer 5.0.1 with ONNX Runtime 1.31.1 for the processor: fallbackToCpu: true, which is there to take the processor where the GPU fails, throws EntryPointNotFoundException where a GPU
# is asked for, and so does loading any saved pipeline with an ONNX step under an MLContext that has GpuDeviceId set. A good engineer would guess that the machine without a GPU, which
# has the package for the processor, is the very case that the fallback is for. Exit code 0: still so; 1: it behaves otherwise now; 2: it could not be tried.
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

Console.WriteLine($"Microsoft.ML.OnnxTransformer {System.Diagnostics.FileVersionInfo.GetVersionInfo(typeof(OnnxCatalog).Assembly.Location).ProductVersion?.Split('+')[0]}, ONNX Runtime {OrtEnv.Instance().GetVersionString()} for the processor");
var model = Onnx.Model(Onnx.Node("Neg", ["x"], "y"), Onnx.Input("x", 2), Onnx.Output("y", 2));
var plain = Negated(gpu: null, fallBack: false);
var fallen = Negated(gpu: 0, fallBack: true);
Console.WriteLine("expected: with fallbackToCpu the model runs on the processor where no GPU can be used: -1 -2, as without a GPU asked for");
Console.WriteLine($"seen without a GPU asked for: {plain}");
Console.WriteLine($"seen with gpuDeviceId 0 and fallbackToCpu true: {fallen}");

// A pipeline that was saved without any GPU, loaded by a program that asks for one for its other models.
var saved = new MemoryStream();
var (maker, rows) = (new MLContext(), Rows(new MLContext()));
maker.Model.Save(maker.Transforms.ApplyOnnxModel(["y"], ["x"], new MemoryStream(model)).Fit(rows), rows.Schema, saved);
var loaded = Try(() =>
{
    var other = new MLContext { GpuDeviceId = 0, FallbackToCpu = true };
    return Values(other, other.Model.Load(new MemoryStream(saved.ToArray()), out _).Transform(Rows(other)));
});
Console.WriteLine($"seen when a saved pipeline is loaded under MLContext.GpuDeviceId 0 and FallbackToCpu true: {loaded}");
return plain == "-1 -2" && fallen == nameof(EntryPointNotFoundException) && loaded == nameof(EntryPointNotFoundException) ? 0 : 1;

string Negated(int? gpu, bool fallBack) => Try(() =>
{
    var ml = new MLContext();
    var rows = Rows(ml);
    return Values(ml, ml.Transforms.ApplyOnnxModel(["y"], ["x"], new MemoryStream(model), gpuDeviceId: gpu, fallbackToCpu: fallBack).Fit(rows).Transform(rows));
});

static IDataView Rows(MLContext ml) => ml.Data.LoadFromEnumerable([new Given { x = [1, 2] }]);

static string Values(MLContext ml, IDataView rows) => string.Join(' ', ml.Data.CreateEnumerable<Taken>(rows, reuseRowObject: false).Single().y);

static string Try(Func<string> action)
{
    try
    {
        return action();
    }
    catch (Exception failure)
    {
        return failure.GetBaseException().GetType().Name;
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
