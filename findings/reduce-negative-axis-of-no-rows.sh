#!/usr/bin/env bash
# ONNX Runtime 1.31.1, ReduceSum over a negative axis of a tensor without rows: the shape stays that of the input. Over axis 1 of [0,4] it is [0], over axis -1, the same axis, [0,4], which
# contradicts the output that the graph declares; a warning is logged and the run succeeds. A good engineer would guess that -1 is resolved before anything else, and that a batch of no
# rows is as good as any: with rows both agree. Exit code 0: still so; 1: it behaves otherwise now; 2: it could not be tried.
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
    <PackageReference Include="Microsoft.ML.OnnxRuntime" Version="1.31.1" />
  </ItemGroup>
</Project>
END

cat > Program.cs <<'END'
using Microsoft.ML.OnnxRuntime;

Console.WriteLine($"ONNX Runtime {OrtEnv.Instance().GetVersionString()}");
Console.WriteLine("expected: the sum over the last of two axes, without keeping it, has one value a row, however the axis is numbered: shape [rows]");
var asReported = true;
foreach (var (axis, rows, expected, reported) in new[] { (1, 2, "2", "2"), (-1, 2, "2", "2"), (1, 0, "0", "0"), (-1, 0, "0", "0,4") })
{
    using var session = new InferenceSession(Onnx.Model(
        Onnx.Node("ReduceSum", ["x", "axes"], "sum", Onnx.Attribute("keepdims", 0)), Onnx.Integers("axes", axis), Onnx.Input("x", "N", 4), Onnx.Output("sum", "N")));
    using var run = new RunOptions();
    using var given = OrtValue.CreateTensorValueFromMemory(new float[rows * 4], [rows, 4]);
    using var results = session.Run(run, ["x"], [given], ["sum"]);
    var seen = string.Join(",", results[0].GetTensorTypeAndShape().Shape);
    Console.WriteLine($"seen for axis {axis,2} of [{rows},4]: [{seen}], expected [{expected}]");
    asReported &= seen == reported;
}

return asReported ? 0 : 1;

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
