namespace Vae.Cli.Flags;

/// <summary>Values of <c>--likelihood</c>.</summary>
internal enum LikelihoodChoice
{
    Gaussian,
    Bernoulli,
}
