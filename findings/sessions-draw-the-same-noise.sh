#!/usr/bin/env bash
# ONNX Runtime 1.31.1, RandomNormalLike and its kin without a seed: every session of a process draws the same numbers. A good engineer would guess that noise which nobody seeded is another one in every session, as it
# is in every run of one and in every process. Where each request or worker has a session, as pools do, all have the same codes of a VAE drawn, and averages over them are of one draw. Another graph has them too, where
# its node has the same number. The kernel's generator starts at one number a process plus the index of the node. The API of .NET has no seed to set. Exit code 0: still so; 1: it behaves otherwise now; 2: it could not
# be tried.
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
Console.WriteLine("expected: three sessions of a graph whose noise has no seed draw three samples, as three runs of one session do");
var model = Onnx.Model(Onnx.Node("RandomNormalLike", ["x"], "noise"), Onnx.Input("x", "N", 3), Onnx.Output("noise", "N", 3));
string[] sessions = [.. Enumerable.Range(0, 3).Select(_ => Draw(1)[0])];
var runs = Draw(3);
Console.WriteLine($"seen in the first run of three sessions: {string.Join(" | ", sessions)}");
Console.WriteLine($"seen in three runs of one session: {string.Join(" | ", runs)}");
return sessions.Distinct().Count() == 1 && runs.Distinct().Count() == 3 ? 0 : 1;

string[] Draw(int count)
{
    using var session = new InferenceSession(model);
    using var run = new RunOptions();
    using var given = OrtValue.CreateTensorValueFromMemory(new float[3], [1, 3]);
    return [.. Enumerable.Range(0, count).Select(_ =>
    {
        using var results = session.Run(run, ["x"], [given], ["noise"]);
        return string.Join(" ", results[0].GetTensorDataAsSpan<float>().ToArray().Select(value => FormattableString.Invariant($"{value:F4}")));
    })];
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
