namespace Vae.Cli.Flags;

/// <summary>Values of <c>--engine</c>.</summary>
internal enum EngineChoice
{
    Auto,
    Managed,
    Torch,
}
