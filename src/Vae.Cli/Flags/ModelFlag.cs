using System.CommandLine;

namespace Vae.Cli.Flags;

/// <summary>The flag that names a trained model.</summary>
internal static class ModelFlag
{
    public static Option<string?> Create() => Flag.Text("--model", "MODEL", "A model that 'vae train' wrote.", required: true);
}
