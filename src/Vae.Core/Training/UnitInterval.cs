using Vae.Core.Likelihoods;
using Vae.Core.Options;

namespace Vae.Core.Training;

/// <summary>Whether rows lie between 0 and 1, as a Bernoulli decoder needs them.</summary>
internal static class UnitInterval
{
    /// <summary>Checks scaled rows; those for other decoders may hold anything.</summary>
    /// <param name="rows">Row-major.</param>
    /// <param name="options">The decoder, and the scaling.</param>
    /// <param name="names">Names of the features, for errors; or null.</param>
    /// <param name="width">Features a row.</param>
    /// <param name="kind">What a column is called in errors.</param>
    /// <param name="isKept">Whether the scaling is that of a model that training goes on with.</param>
    /// <exception cref="VaeDataException">A value lies outside; the message names the column.</exception>
    public static void Require(ReadOnlySpan<float> rows, VaeOptions options, IReadOnlyList<string>? names, int width, string kind, bool isKept)
    {
        if (options.Likelihood is not BernoulliLikelihood)
        {
            return;
        }

        var scored = width - options.ContextFeatures(width);
        for (var i = 0; i < rows.Length; i++)
        {
            var column = i % width;
            if (column < scored && (rows[i] is < -1e-6f or > 1 + 1e-6f))
            {
                var name = names is null ? "" : $" ('{names[column]}')";
                throw new VaeDataException(FormattableString.Invariant(
                    $"{kind} {column + 1}{name} holds {rows[i]} after {options.Scaling} scaling but a Bernoulli decoder needs values in [0,1]; {(isKept ? "the scaling is the model's: set RefitScaler to scale anew" : "use min-max scaling, or a Gaussian likelihood")}."));
            }
        }
    }
}
