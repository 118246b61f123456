using Vae.Core.Data;
using Vae.Core.Options;
using Vae.Core.Randomness;

namespace Vae.Core.Training;

/// <summary>Where each row of a source goes: training, validation, or nowhere. A function of the row and its number, so every pass decides the same.</summary>
/// <param name="policy">What to do with rows that cannot be used.</param>
/// <param name="validationFraction">Share of rows held out.</param>
/// <param name="seed">Seed of the split.</param>
/// <param name="columnNames">Names of the features, for errors; or null.</param>
/// <param name="kind">What a row is called in errors.</param>
/// <param name="missing">Whether NaN makes a row invalid, or tells of a value that was not observed.</param>
/// <param name="context">How many of the last values of a row are its context, which must be known.</param>
internal sealed class RowFilter(
    InvalidRowPolicy policy,
    float validationFraction,
    int seed,
    IReadOnlyList<string>? columnNames,
    string kind = "Row",
    MissingValueHandling missing = MissingValueHandling.Invalid,
    int context = 0)
{
    private readonly Philox split = new(seed, RandomPurpose.ValidationSplit);

    /// <summary>Decides about a row.</summary>
    /// <param name="row">The row in raw units.</param>
    /// <param name="number">Its number in the source, from 0.</param>
    /// <param name="place">Its number among the rows that are not left out by their weight, which decides whether it is held out; null for the same.</param>
    /// <exception cref="VaeDataException">The row holds NaN or an infinity and the policy forbids it.</exception>
    public RowUse Decide(ReadOnlySpan<float> row, long number, long? place = null)
    {
        var allowsMissing = missing == MissingValueHandling.Observed;
        if (!RowChecks.IsUsable(row, allowsMissing, context))
        {
            if (policy == InvalidRowPolicy.Skip)
            {
                return RowUse.Skip;
            }

            var column = RowChecks.FirstFault(row, allowsMissing, context);
            if (column < 0)
            {
                throw new VaeDataException(FormattableString.Invariant(
                    $"{kind} {number} (counted from 0) holds NaN in every column{(context > 0 ? " but those of context" : "")}; training needs at least one observed value a row: set Training.InvalidRows to Skip to leave such rows out."));
            }

            var name = columnNames is null ? "" : $" ('{columnNames[column]}')";
            throw new VaeDataException(FormattableString.Invariant(
                $"{kind} {number} (counted from 0) holds {row[column]} in column {column + 1}{name}; training needs finite numbers: fill in the value, or set Training.InvalidRows to Skip to leave such rows out")
                + (!float.IsNaN(row[column]) ? ". An infinity is also what a number beyond 3.4e38, the largest of single precision, becomes: rescale the column where it holds such." : column >= row.Length - context ? "; the column is context, which must be known." : ", or MissingValues to Observed to train on what is there of them."));
        }

        return validationFraction > 0 && split.UniformAt((ulong)(place ?? number)) < validationFraction ? RowUse.Validation : RowUse.Training;
    }
}

/// <summary>Where a row goes.</summary>
internal enum RowUse
{
    Training,
    Validation,
    Skip,
}
