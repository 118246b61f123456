using System.Runtime.InteropServices;
using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Options;
using Vae.Core.Scaling;

namespace Vae.Core.Training;

/// <summary>Reads, checks, splits and scales the rows of a run.</summary>
internal sealed partial class TrainingRowsLoader
{
    private const int FewestRows = 2;

    private IRowSource source;
    private IRowSource? validationSource;
    private readonly VaeOptions options;
    private readonly CancellationToken cancellation;
    private readonly RowFilter filter;
    private readonly int width;
    private readonly int context;
    private readonly long budgetRows;
    private ILabelledRowSource? labelled;
    private readonly List<int> labels = [];
    private readonly List<float> weights = [];
    private readonly List<float> validationWeights = [];
    private long skipped;
    private long unweighted;
    private readonly KeptScaling? kept;
    private RowOrigin? origin;
    private ConstantColumns? constants;
    private string[] warnings = [];

    private TrainingRowsLoader(IRowSource source, IRowSource? validationSource, VaeOptions options, bool wantsLabels, KeptScaling? kept, CancellationToken cancellation)
    {
        this.kept = kept;
        labelled = wantsLabels ? source as ILabelledRowSource : null;
        this.source = source;
        this.validationSource = validationSource;
        this.options = options;
        this.cancellation = cancellation;
        width = source.ColumnCount;
        context = options.ContextFeatures(width);
        filter = new RowFilter(
            options.Training.InvalidRows, options.Training.ValidationFraction, options.Seed, source.ColumnNames, missing: options.MissingValues, context: context);
        // One row beyond the budget must still fit an array, so that too many rows are noticed.
        budgetRows = Math.Clamp(options.Training.MemoryBudgetBytes / sizeof(float) / width, FewestRows, Math.Max(FewestRows, (Array.MaxLength / width) - 1));
    }

    /// <summary>Reads the rows of a source, and those to validate on where they come from a source of their own.</summary>
    /// <param name="source">Rows to train on.</param>
    /// <param name="validationSource">Rows to validate on, or null.</param>
    /// <param name="options">How to scale and split them.</param>
    /// <param name="wantsLabels">Whether training looks at labels: then the source has to have them, and all rows have to fit in memory.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <param name="kept">How rows are scaled; null where that is found on these.</param>
    /// <exception cref="VaeDataException">The rows cannot be trained or validated on.</exception>
    public static TrainingRows Load(
        IRowSource source, IRowSource? validationSource, VaeOptions options, bool wantsLabels, CancellationToken cancellation, KeptScaling? kept = null)
    {
        if (wantsLabels && source is not ILabelledRowSource { LabelName: not null })
        {
            throw new VaeDataException(
                "The options ask for labels but the training rows have none; give an ILabelledRowSource with labels, or choose options that need none.");
        }

        if (source.ColumnCount < 1)
        {
            throw new VaeDataException("The training data has no feature columns; training needs at least one column of numbers.");
        }

        if (validationSource is not null && validationSource.ColumnCount != source.ColumnCount)
        {
            throw new VaeDataException(
                Invariant($"The validation rows have {validationSource.ColumnCount} columns but the training rows have {source.ColumnCount}; give both the same columns."));
        }

        return new TrainingRowsLoader(source, validationSource, options, wantsLabels, kept, cancellation).Load();
    }

    private TrainingRows Load()
    {
        // A source that tells beforehand that its rows do not fit is not read into memory first; of weighted ones it cannot tell how many count.
        var profile = new ColumnProfile(width);
        var stores = source.RowCount > budgetRows && !HasWeights ? null : TryReadAll(profile);
        if (stores is null && labelled is not null)
        {
            throw new VaeDataException(FormattableString.Invariant(
                $"The rows do not fit in Training.MemoryBudgetBytes, {options.Training.MemoryBudgetBytes:N0}, but training with labels keeps all of them in memory; raise it, or give fewer rows."));
        }

        if (stores is null)
        {
            if (source.RowCount is null)
            {
                // What was read before it was too much is let go of, before buffers take as much once more.
                GC.Collect();
            }

            profile = new ColumnProfile(width);
            ForEachRow(source, filter, (_, _, _, _) => true, profile);
        }

        Settle(profile);
        if (stores is not null && origin is not null)
        {
            // What was read first was rounded before it was known where to: read it again.
            stores = TryReadAll(null);
        }

        return stores is var (training, validation) ? Resident(training, validation) : Streamed();
    }

    private bool HasWeights => source.WeightName is not null;

    /// <summary>Decides what is subtracted from the rows, and which columns are constant.</summary>
    private void Settle(ColumnProfile profile)
    {
        (origin, constants, warnings) = RowSettlement.Of(profile, source, options, kept);
        source = RelativeRowSource.Of(source, origin);
        validationSource = validationSource is null ? null : RelativeRowSource.Of(validationSource, origin);
        labelled = labelled is null ? null : (ILabelledRowSource)source;
    }

    /// <summary>How many rows to make room for: those that a share of all means, and six standard deviations of chance in the split, so that nothing has to move to a larger place. 0 where the source does not tell.</summary>
    private long Expected(double share)
    {
        var count = Math.Min(source.RowCount ?? 0, budgetRows);
        return (long)Math.Ceiling((count * share) + (6 * Math.Sqrt(count * share * (1 - share))));
    }

    /// <summary>Reads all rows; null where they do not fit.</summary>
    private (RowStore Training, RowStore Validation)? TryReadAll(ColumnProfile? profile)
    {
        labels.Clear();
        weights.Clear();
        validationWeights.Clear();
        var heldOut = (double)options.Training.ValidationFraction;
        var training = new RowStore(width, budgetRows, Expected(1 - heldOut));
        var validation = new RowStore(width, budgetRows, Expected(heldOut));
        skipped = 0;
        var fits = ForEachRow(source, filter, (row, label, weight, use) =>
        {
            if (use == RowUse.Skip)
            {
                skipped++;
                return true;
            }

            (use == RowUse.Training ? training : validation).Add(row);
            if (HasWeights)
            {
                (use == RowUse.Training ? weights : validationWeights).Add(weight);
            }

            if (labelled is not null && use == RowUse.Training)
            {
                labels.Add(label);
            }

            return training.Count + validation.Count <= budgetRows;
        }, profile);
        return fits ? (training, validation) : null;
    }

    private bool ForEachRow(IRowSource from, RowFilter decide, RowPass.Visit visit, ColumnProfile? profile = null)
    {
        var pass = new RowPass(from, withLabels: from == labelled, from == validationSource ? "Validation row" : "Row", options.Columns, cancellation);
        var seesAll = pass.Run(decide, visit, profile);
        unweighted = pass.Unweighted;
        return seesAll;
    }

    private TrainingRows Resident(RowStore training, RowStore validation)
    {
        if (options.Training.ValidationFraction > 0 && validation.Count == 0 && training.Count > FewestRows)
        {
            // Few rows and bad luck: a validation loss of one row is better than none where one was asked for.
            validation.Add(training.RemoveLast());
            if (labels.Count > 0)
            {
                labels.RemoveAt(labels.Count - 1);
            }

            if (HasWeights)
            {
                validationWeights.Add(weights[^1]);
                weights.RemoveAt(weights.Count - 1);
            }
        }

        RequireRows(training.Count);
        var brokenSample = constants?.HoldAll(training.Rows) ?? [];
        var brokenValidation = constants?.HoldAll(validation.Rows) ?? [];
        RequireObservedColumns(() =>
        {
            var statistics = new ColumnStatistics(width);
            statistics.Add(training.Rows, CollectionsMarshal.AsSpan(weights));
            return statistics;
        });
        var scaler = kept?.Scaler ?? FeatureScaler.Fit(options.Scaling, training.Rows, width, options.Columns, source.ColumnNames, CollectionsMarshal.AsSpan(weights));
        scaler.Scale(training.Rows, training.Rows);
        scaler.Scale(validation.Rows, validation.Rows);
        RowBinarizer.Apply(options, validation.Rows, width, context, set: 1);
        RequireUnitInterval(training.Rows, "Column");
        var given = Given(scaler, (int)Math.Min(int.MaxValue, budgetRows), out var brokenGiven);
        var scale = Scale();
        return new TrainingRows
        {
            Scaler = scaler,
            Width = width,
            TrainingRowCount = training.Count,
            ValidationRowCount = given?.Offered ?? validation.Count,
            SkippedRowCount = skipped,
            Sample = training.Memory,
            Labels = labels.ToArray(),
            Weights = RowWeights.OrNull(CollectionsMarshal.AsSpan(weights), scale),
            ValidationWeights = given is null ? RowWeights.OrNull(CollectionsMarshal.AsSpan(validationWeights), scale) : RowWeights.OrNull(given.Weights),
            Validation = given?.Memory ?? validation.Memory,
            Origin = origin,
            Constants = constants,
            BrokenSample = brokenSample,
            BrokenValidation = given is null ? brokenValidation : brokenGiven,
            Warnings = warnings,
        };
    }

    /// <summary>What makes weights count rows. Held-out rows are of the same source, and so of the same unit: whole only if those are.</summary>
    private double Scale()
    {
        var sums = WeightSums.Of(CollectionsMarshal.AsSpan(weights));
        return WeightSums.Of(CollectionsMarshal.AsSpan(validationWeights)).AreWhole ? sums.Scale : sums.Count / sums.Sum;
    }

    /// <summary>The validation rows that were given, scaled: all of them, or a uniform sample of at most <paramref name="most"/>; null where none were given.</summary>
    private Reservoir? Given(FeatureScaler scaler, int most, out int[] broken)
    {
        broken = [];
        if (validationSource is null)
        {
            return null;
        }

        var kept = new Reservoir(width, most, options.Seed + 1);
        var check = new RowFilter(options.Training.InvalidRows, 0, options.Seed, source.ColumnNames, "Validation row", options.MissingValues, context);
        var hasWeights = validationSource.WeightName is not null;
        ForEachRow(validationSource, check, (row, _, weight, use) =>
        {
            if (use == RowUse.Skip)
            {
                skipped++;
            }
            else
            {
                kept.Offer(row, hasWeights ? weight : null);
            }

            return true;
        });
        if (kept.Offered == 0)
        {
            throw new VaeDataException(
                "The validation source has no usable rows; give at least one, or leave it out and set Training.ValidationFraction to hold training rows out.");
        }

        if (options is { Scaling: ScalingKind.None, Likelihood: BernoulliLikelihood })
        {
            // A row beyond the training rows' range leaves the unit interval under min-max scaling, and may; unscaled, it shows that the units differ, in columns that were constant too.
            var seen = kept.Rows.ToArray();
            scaler.Scale(seen, seen);
            RequireUnitInterval(seen, "Validation column");
        }

        broken = constants?.HoldAll(kept.Rows) ?? [];
        scaler.Scale(kept.Rows, kept.Rows);

        RowBinarizer.Apply(options, kept.Rows, width, context, set: 1);

        return kept;
    }

    private void RequireRows(long count)
    {
        if (count >= FewestRows)
        {
            return;
        }

        if (count == 0 && unweighted > 0 && skipped == 0)
        {
            throw new VaeDataException(
                Invariant($"All {unweighted:N0} rows have the weight 0 in column '{source.WeightName}', which leaves them out; training needs at least {FewestRows} rows of a weight above 0."));
        }

        var left = skipped > 0 ? Invariant($" ({skipped} more were left out for a missing value, an infinity, or a value that cannot be read)") : "";
        left += unweighted > 0 ? Invariant($" ({unweighted:N0} have the weight 0 in column '{source.WeightName}')") : "";
        throw new VaeDataException(
            Invariant($"The training data has {count} usable {(count == 1 ? "row" : "rows")}{left}; training needs at least {FewestRows}: check that the source is not empty."));
    }

    /// <summary>A column that was never observed can be neither learned nor imputed. Scaling finds it, where there is any.</summary>
    private void RequireObservedColumns(Func<ColumnStatistics> statistics)
    {
        if (options is { MissingValues: MissingValueHandling.Observed, Scaling: ScalingKind.None })
        {
            statistics().ThrowIfUnusable(source.ColumnNames);
        }
    }

    private void RequireUnitInterval(ReadOnlySpan<float> rows, string kind) =>
        UnitInterval.Require(rows, options, source.ColumnNames, width, kind, isKept: kept is not null);
}
