namespace Vae.Cli.Flags;

/// <summary>Values of <c>--engine</c>.</summary>
internal enum EngineChoice
{
    Managed,
    Torch,
}
