using System.CommandLine;

namespace Vae.Cli.Flags;

/// <summary>The flag that names a trained model.</summary>
internal static class ModelFlag
{
    public static Option<string?> Create() => Flag.Text("--model", "MODEL", "A model (.onnx) that 'vae train' or the library's Save wrote.", required: true);
}
