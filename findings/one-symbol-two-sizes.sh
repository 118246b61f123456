#!/usr/bin/env bash
# ONNX Runtime 1.31.1: inputs whose shapes name the same symbol are accepted with different sizes. A good engineer would guess that N of two inputs is one number, as the ONNX specification says of dimension variables,
# and that three rows beside one are refused as three columns beside two are. The row is repeated by broadcasting, and there are three results where one of the inputs was cut short, without a word. Only sizes that are
# numbers are checked. Exit code 0: still so; 1: it behaves otherwise now; 2: it could not be tried.
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
using var session = new InferenceSession(Onnx.Model(Onnx.Node("Add", ["a", "b"], "sum"), Onnx.Input("a", "N", 2), Onnx.Input("b", "N", 2), Onnx.Output("sum", "N", 2)));
using var run = new RunOptions();
Console.WriteLine("expected: a of 3 rows and b of 1 are refused where both shapes are [N, 2], as columns that do not fit are");
var (rows, columns) = (Try([3, 2], [1, 2]), Try([3, 2], [3, 1]));
Console.WriteLine($"seen with shapes [3, 2] and [1, 2]: {rows}");
Console.WriteLine($"seen with shapes [3, 2] and [3, 1]: {columns}");
return rows == "sum 11 22 13 24 15 26" && columns == "refused" ? 0 : 1;

string Try(long[] first, long[] second)
{
    using var a = OrtValue.CreateTensorValueFromMemory([1f, 2, 3, 4, 5, 6], first);
    using var b = OrtValue.CreateTensorValueFromMemory([.. new float[] { 10, 20, 30 }.Take((int)(second[0] * second[1]))], second);
    try
    {
        using var results = session.Run(run, ["a", "b"], [a, b], ["sum"]);
        return $"sum {string.Join(" ", results[0].GetTensorDataAsSpan<float>().ToArray())}";
    }
    catch (OnnxRuntimeException)
    {
        return "refused";
    }
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
