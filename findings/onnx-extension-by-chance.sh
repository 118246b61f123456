#!/usr/bin/env bash
# Microsoft.ML.OnnxTransformer 5.0.1 with ONNX Runtime 1.31.1: a network that comes as bytes, out of a saved pipeline or a stream, is written to a temporary file whose name and extension are
# random (Path.GetRandomFileName), and ONNX Runtime takes a file whose name ends in .ort, in whatever case, for one of its own format. So one load in 32,768 of a sound model fails. A good engineer
# would guess that a file that loads once loads always. Exit code 0: still so; 1: it behaves otherwise now (by chance in one run of 20,000); 2: it could not be tried. Takes half a minute, four at most.
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
var folder = Directory.CreateDirectory("temporary").FullName;

// The runtime alone: the same bytes under four names.
var byName = new[] { "model.onnx", "model.a5z", "model.ort", "model.ORT" }.ToDictionary(name => name, name =>
{
    var path = Path.Combine(folder, name);
    File.WriteAllBytes(path, model);
    var seen = Try(() => new InferenceSession(path).Dispose());
    File.Delete(path);
    return seen;
});

// What ML.NET calls them.
var ml = new MLContext { TempFilePath = folder };
var rows = ml.Data.LoadFromEnumerable([new Given { x = [1, 2] }]);
using var zip = new MemoryStream();
ml.Model.Save(ml.Transforms.ApplyOnnxModel(["y"], ["x"], new MemoryStream(model)).Fit(rows), rows.Schema, zip);
Clear();
var names = Enumerable.Range(0, 3).Select(_ =>
{
    zip.Position = 0;
    using var loaded = (IDisposable)ml.Model.Load(zip, out var schema);
    return Path.GetFileName(Directory.GetFiles(folder).Single());
}).ToArray();

Console.WriteLine("expected: a sound model loads under every name, and a pipeline that loads once loads always");
Console.WriteLine($"seen of the runtime: {string.Join("; ", byName.Select(pair => $"{pair.Key}: {pair.Value}"))}");
Console.WriteLine($"seen of ML.NET, the temporary files of three loads of one pipeline: {string.Join(", ", names)}");

const int Most = 327_680; // ten times as many as there are extensions
for (var loads = 1; loads <= Most; loads++)
{
    var seen = Try(() => ml.Transforms.ApplyOnnxModel(["y"], ["x"], new MemoryStream(model)).Fit(rows).Dispose());
    if (seen != "loads")
    {
        Console.WriteLine($"seen of ML.NET, one model from memory again and again: load {loads} failed with {seen}, its file being {Path.GetFileName(Directory.GetFiles(folder, "*.ort").FirstOrDefault())}");
        return seen == byName["model.ort"] && byName["model.onnx"] == "loads" && byName["model.a5z"] == "loads" ? 0 : 1;
    }

    if (loads % 1000 == 0)
    {
        Clear();
    }
}

Console.WriteLine($"seen of ML.NET: {Most} loads of one model from memory, and none failed");
return 1;

void Clear()
{
    foreach (var file in Directory.GetFiles(folder))
    {
        File.Delete(file);
    }
}

static string Try(Action action)
{
    try
    {
        action();
        return "loads";
    }
    catch (Exception failure)
    {
        return failure.GetBaseException().Message.TrimEnd('.');
    }
}

internal sealed class Given
{
    [Microsoft.ML.Data.VectorType(2)]
    public float[] x { get; set; } = [];
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
