namespace Vae.Cli.Flags.Values;

/// <summary>Values of <c>--engine</c>.</summary>
internal enum EngineChoice
{
    Auto,
    Managed,
    Torch,
}
