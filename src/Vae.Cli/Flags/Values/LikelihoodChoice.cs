namespace Vae.Cli.Flags.Values;

/// <summary>Values of <c>--likelihood</c>.</summary>
internal enum LikelihoodChoice
{
    Gaussian,
    Bernoulli,
}
