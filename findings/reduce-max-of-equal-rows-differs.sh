#!/usr/bin/env bash
# ONNX Runtime 1.31.1, ReduceMax (and ReduceMin) of rows that hold a NaN: equal rows of one batch come to different results, by where in memory each of them lies: NaN, the largest number, or the second
# largest, the true one lost beside the NaN. The operator Max of two tensors gives NaN, as NumPy and PyTorch do for both. A good engineer would guess that NaN is passed on, or passed over, always, and that equal
# rows have equal results. Where a largest is taken of scores, or of features with missing values, look for NaN first. Exit code 0: still so; 1: it behaves otherwise now; 2: it could not be tried.
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
using System.Globalization;
using Microsoft.ML.OnnxRuntime;

const int Rows = 16;
const int Width = 7;
Console.WriteLine($"ONNX Runtime {OrtEnv.Instance().GetVersionString()}");
Console.WriteLine($"expected: {Rows} equal rows of {Width} numbers, one of them NaN, have the same largest number: NaN, or that of the others");
using var session = new InferenceSession(Onnx.Model(
    Onnx.Node("ReduceMax", ["x"], "largest", Onnx.List("axes", 1), Onnx.Attribute("keepdims", 0)), Onnx.Input("x", "N", Width), Onnx.Output("largest", "N")));
var (differ, lost) = (false, false);
for (var missing = 0; missing < Width; missing++)
{
    var row = Enumerable.Range(0, Width).Select(i => i == missing ? float.NaN : i).ToArray();
    using var run = new RunOptions();
    using var given = OrtValue.CreateTensorValueFromMemory(Enumerable.Repeat(row, Rows).SelectMany(value => value).ToArray(), [Rows, Width]);
    using var results = session.Run(run, ["x"], [given], ["largest"]);
    var seen = results[0].GetTensorDataAsSpan<float>().ToArray();
    var largest = row.Where(float.IsFinite).Max();
    differ |= seen.Distinct().Count() > 1;
    lost |= seen.Any(value => value < largest);
    Console.WriteLine($"seen for {string.Join(" ", row.Select(Text))}: {string.Join(" ", seen.Select(Text))}");
}

return differ && lost ? 0 : 1;

static string Text(float value) => value.ToString(CultureInfo.InvariantCulture);

/// <summary>An ONNX file by hand: fields of protocol buffers, by the numbers in onnx.proto.</summary>
internal static class Onnx
{
    public static byte[] Model(params byte[][] graph) =>
        Join(Number(1, 8), Field(8, Join(Text(1, ""), Number(2, 17))), Field(7, Join([Text(2, "g"), .. graph])));

    public static byte[] Node(string operation, string[] inputs, string output, params byte[][] attributes) =>
        Field(1, Join([.. inputs.Select(input => Text(1, input)), Text(2, output), Text(4, operation), .. attributes]));

    public static byte[] Attribute(string name, long value) => Field(5, Join(Text(1, name), Number(3, value), Number(20, 2)));

    public static byte[] List(string name, params long[] values) => Field(5, Join([Text(1, name), .. values.Select(value => Number(8, value)), Number(20, 7)]));

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
