namespace Vae.Core.Reports;

/// <summary>How well a model rebuilds rows, beside two baselines: their mean, and as many principal components as the code has numbers.</summary>
/// <param name="Rows">Rows measured: held-out ones where there are at least 200, else training rows; at most 4,096.</param>
/// <param name="Rank">Principal components: the latent dimensions, at most the features.</param>
/// <param name="ModelError">Sum over features of (x - x^)^2 from the mean code, scaled units, mean over rows.</param>
/// <param name="MeanError">The same with the training rows' mean in place of x^.</param>
/// <param name="PrincipalError">The same with the projection on the components of the training rows; 0 where there are as many components as features, and null beyond 256 features, where values
/// of the rows are missing, and where columns are of several kinds, of whose levels components would have to be counted apart. Errors are those of observed values.</param>
public sealed record ReconstructionGain(int Rows, int Rank, double ModelError, double MeanError, double? PrincipalError)
{
    /// <summary>The share of the mean's error that the model takes away: 1 is perfect, 0 no better than the mean; NaN where rows do not differ.</summary>
    public double OverMean => MeanError > 0 ? 1 - (ModelError / MeanError) : double.NaN;

    /// <summary>
    /// The share of the components' error that the model takes away; negative where the components are better. Null where they rebuild everything, or were not computed.
    /// </summary>
    public double? OverPrincipal => PrincipalError is { } error && error > 1e-6 * MeanError ? 1 - (ModelError / error) : null;
}
