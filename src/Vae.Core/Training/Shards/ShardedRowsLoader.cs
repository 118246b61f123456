using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Options;
using Vae.Core.Processes;
using Vae.Core.Scaling;

namespace Vae.Core.Training.Shards;

/// <summary>
/// Reads, checks, splits and scales the rows of a run in shards. What is found of rows (columns that are constant, the scaling, samples) is found of each shard on its own and put together in the order of the
/// shards, so that it does not depend on which process has which. Memory holds the samples, and the rows of this process's shards where each has no more than its share of the budget; else they are streamed.
/// </summary>
internal sealed partial class ShardedRowsLoader
{
    private const int FewestRows = 2;
    private const int MostValidationRows = 65_536;
    private const int FewestSampleRows = 20_000;

    private readonly VaeOptions options;
    private readonly KeptScaling? kept;
    private readonly ShardRange range;
    private readonly CancellationToken cancellation;
    private readonly int width;
    private readonly int context;
    private readonly long budgetRows;
    private readonly long shardRows;
    private readonly ShardRows[] shards;
    private IRowSource source;
    private IRowSource? validationSource;
    private long zeros;

    private ShardedRowsLoader(IRowSource source, IRowSource? validationSource, VaeOptions options, KeptScaling? kept, ShardRange range, CancellationToken cancellation)
    {
        (this.source, this.validationSource, this.options, this.kept, this.range) = (source, validationSource, options, kept, range);
        this.cancellation = cancellation;
        width = source.ColumnCount;
        context = options.ContextFeatures(width);
        var (fitting, most) = (options.Training.MemoryBudgetBytes / sizeof(float) / width, Math.Max(FewestRows, (Array.MaxLength / width) - 1));
        budgetRows = Math.Clamp(fitting, FewestRows, most);

        // Of a shard, not of a process: whether rows are streamed must not depend on how many processes there are.
        shardRows = Math.Clamp((fitting + range.Count - 1) / range.Count, 1, most);
        var expected = Math.Min(shardRows, ((source.RowCount ?? 0) / range.Count) + 1);
        shards = [.. Enumerable.Range(range.First, range.Local).Select(number => new ShardRows(number, width, shardRows, expected, HasWeights))];
    }

    private bool HasWeights => source.WeightName is not null;

    /// <summary>Reads the rows of a source, and those to validate on where they come from a source of their own.</summary>
    /// <param name="source">Rows to train on; every process is given all of them, and keeps those of its shards.</param>
    /// <param name="validationSource">Rows to validate on, or null.</param>
    /// <param name="options">How to scale and split them.</param>
    /// <param name="kept">How rows are scaled; null where that is found on these.</param>
    /// <param name="range">The shards.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="VaeDataException">The rows cannot be trained or validated on.</exception>
    public static ShardedRows Load(
        IRowSource source, IRowSource? validationSource, VaeOptions options, KeptScaling? kept, ShardRange range, CancellationToken cancellation)
    {
        if (source.ColumnCount < 1)
        {
            throw new VaeDataException("The training data has no feature columns; training needs at least one column of numbers.");
        }

        if (validationSource is not null && validationSource.ColumnCount != source.ColumnCount)
        {
            throw new VaeDataException(
                Invariant($"The validation rows have {validationSource.ColumnCount} columns but the training rows have {source.ColumnCount}; give both the same columns."));
        }

        return new ShardedRowsLoader(source, validationSource, options, kept, range, cancellation).Load();
    }

    private ShardedRows Load()
    {
        RequireSameRows(range.Group.Together(() => Read(withProfile: true)));
        var profile = new ColumnProfile(width);
        foreach (var bytes in range.Gather([.. shards.Select(shard => shard.Profile.ToBytes())]))
        {
            profile.Merge(ColumnProfile.FromBytes(bytes));
        }

        var (origin, constants, warnings) = RowSettlement.Of(profile, source, options, kept);
        source = RelativeRowSource.Of(source, origin);
        validationSource = validationSource is null ? null : RelativeRowSource.Of(validationSource, origin);
        var isStreamed = Gathered().Any(shard => shard[0] + shard[1] > shardRows);
        foreach (var shard in isStreamed ? shards : [])
        {
            shard.Release();
        }

        if (origin is not null && !isStreamed)
        {
            // What was read first was rounded before it was known where to: read it again.
            _ = range.Group.Together(() => Read(withProfile: false));
        }

        var counts = Counts(isStreamed);
        var summaries = Summaries(constants, isStreamed);
        var brokenSample = Gathered(summary => summary.TrainingSample(), summaries, out var sample, out var sampleWeights, constants);
        var brokenHeld = Gathered(summary => summary.HeldOutSample(), summaries, out var validation, out var heldWeights, constants);
        var (scale, mean) = WeightScale(summaries);
        double? heldScale = scale;
        var ends = Ends(summaries);
        byte[] digest = options.Training.Checkpoint is null ? [] : SHA256.HashData([.. range.Gather([.. summaries.Select(summary => summary.Digest())]).SelectMany(bytes => bytes)]);
        var scaler = Scaler(summaries);
        foreach (var summary in summaries)
        {
            summary.Dispose();
        }

        scaler.Scale(sample, sample);
        range.Group.Together(() =>
        {
            Scale(scaler, constants, isStreamed ? ends : null);
            return true;
        });
        var (offered, skipped) = (counts.HeldOut, counts.Skipped);
        if (validationSource is not null)
        {
            (offered, var left) = Given(scaler, constants, out validation, out heldWeights, out brokenHeld);
            skipped += left;
            heldScale = null;
        }

        scaler.Scale(validation, validation);
        RowBinarizer.Apply(options, validation, width, context, set: 1);
        var rows = new TrainingRows
        {
            Scaler = scaler,
            Width = width,
            TrainingRowCount = counts.Training.Sum(),
            ValidationRowCount = offered,
            SkippedRowCount = skipped,
            Sample = sample,
            Validation = validation,
            Weights = RowWeights.OrNull(sampleWeights, scale),
            ValidationWeights = RowWeights.OrNull(heldWeights, heldScale),
            MeanWeight = HasWeights ? mean : 0,
            RawEnds = ends,
            StreamDigest = digest,
            Origin = origin,
            Constants = constants,
            BrokenSample = brokenSample,
            BrokenValidation = brokenHeld,
            Warnings = warnings,
        };
        return isStreamed ? new ShardedRows(rows, [], [], counts.Training) { Stream = source } : new ShardedRows(
            rows,
            [.. shards.Select(shard => shard.TrainingMemory)],
            HasWeights ? [.. shards.Select(shard => (ReadOnlyMemory<float>)Relative(shard.TrainingWeights, mean))] : [],
            counts.Training);
    }

    /// <summary>Reads the rows of this process's shards.</summary>
    /// <returns>Rows of the source.</returns>
    private long Read(bool withProfile)
    {
        foreach (var shard in shards)
        {
            shard.Clear();
        }

        var keeps = true;
        using var pass = Pass(source, options.Training.ValidationFraction, "Row", withProfile);
        Run(pass, (local, row, exact, weight, use) =>
        {
            var shard = shards[local];
            if (withProfile && use == RowUse.Training)
            {
                if (exact.IsEmpty)
                {
                    shard.Profile.Add(row);
                }
                else
                {
                    shard.Profile.Add(exact);
                }
            }

            shard.Add(row, weight, use);
            if (keeps && shard.TrainingCount + shard.HeldOutCount > shardRows)
            {
                keeps = false;
                foreach (var own in shards)
                {
                    own.Release();
                }
            }
        });
        zeros = pass.Zeros;
        return pass.Rows;
    }

    private ShardPass Pass(IRowSource from, float heldOut, string kind, bool wantsDoubles = false) =>
        new(from, new RowShare(range.Count, range.First, range.Local), options, heldOut, kind, wantsDoubles);

    private void Run(ShardPass pass, ShardPass.Visit visit)
    {
        do
        {
            cancellation.ThrowIfCancellationRequested();
        }
        while (pass.Next(visit));
    }

    /// <summary>What is found of the rows of each shard of this process: of those in memory, or in a pass over the source.</summary>
    private ShardSummary[] Summaries(ConstantColumns? constants, bool isStreamed)
    {
        var robust = kept is null && options.Scaling == ScalingKind.Robust;
        var share = Math.Max(1, Math.Min(Share(RowSample.MaximumRows), RowSample.MaximumValues / width / range.Count));
        ShardSummary[] summaries = [.. shards.Select(shard => new ShardSummary(shard.Number, width, options.Seed, Share(SampleRows()), Share(HeldRows()))
        {
            HasWeights = HasWeights,
            WantsDigest = options.Training.Checkpoint is not null,
            Statistics = NeedsStatistics || (kept is null && options.Scaling != ScalingKind.None) ? new ColumnStatistics(width) : null,
            ScalingSample = robust ? FeatureScaler.SampleFor(options.Scaling, width, share) : null,
            Constants = constants,
            Counts = CountTransform.Of(options.Columns),
        })];
        range.Group.Together(() =>
        {
            if (isStreamed)
            {
                using var pass = Pass(source, options.Training.ValidationFraction, "Row");
                Run(pass, (local, row, _, weight, use) =>
                {
                    if (use != RowUse.Skip)
                    {
                        summaries[local].Add(row, weight, use);
                    }
                });
                return true;
            }

            foreach (var (local, shard) in shards.Index())
            {
                shard.Show(summaries[local]);
            }

            return true;
        });
        return summaries;
    }

    /// <summary>Scales the rows in memory; of those that are streamed, looks at the ends of each column.</summary>
    private void Scale(FeatureScaler scaler, ConstantColumns? constants, float[]? ends)
    {
        var all = ends is null ? shards.Select(shard => shard.TrainingMemory) : [ends.ToArray()];
        foreach (var memory in all)
        {
            var rows = MemoryMarshal.AsMemory(memory).Span;
            constants?.Hold(rows);
            scaler.Scale(rows, rows);
            UnitInterval.Require(rows, options, source.ColumnNames, width, "Column", kept is not null);
        }
    }

    /// <summary>A process reads the rows of its shards alone, so what others have is not seen: tables that differ are known by their length.</summary>
    private void RequireSameRows(long read)
    {
        var all = range.Group.Gather(BitConverter.GetBytes(read)).Select(bytes => BitConverter.ToInt64(bytes)).ToArray();
        if (Array.FindIndex(all, rows => rows != all[0]) is > 0 and var rank)
        {
            throw new ProcessGroupException(Invariant($"{range.Group.NameOf(rank)} has read {all[rank]} rows where process 0 has read {all[0]}; give all processes the same rows."));
        }
    }

    /// <summary>Training rows, held-out rows and rows left out of every shard.</summary>
    private long[][] Gathered() =>
        [.. range.Gather([.. shards.Select(shard => MemoryMarshal.AsBytes([shard.TrainingCount, shard.HeldOutCount, shard.Skipped]).ToArray())]).Select(bytes => MemoryMarshal.Cast<byte, long>(bytes).ToArray())];

    /// <summary>How many rows every shard has; checks that all have some.</summary>
    private (long[] Training, long HeldOut, long Skipped) Counts(bool isStreamed)
    {
        var all = Gathered();
        if (options.Training.ValidationFraction > 0 && !isStreamed && all.Sum(shard => shard[1]) == 0 && all.Sum(shard => shard[0]) > Math.Max(FewestRows, range.Count))
        {
            // Few rows and bad luck: a validation loss of one row is better than none where one was asked for.
            var most = Array.FindIndex(all, shard => shard[0] == all.Max(other => other[0]));
            shards.FirstOrDefault(shard => shard.Number == most)?.HoldLastOut();
            all = Gathered();
        }

        var (training, skipped) = (all.Sum(shard => shard[0]), all.Sum(shard => shard[2]));
        if (training < FewestRows)
        {
            if (zeros > 0 && training + skipped == 0)
            {
                throw new VaeDataException(
                    Invariant($"All {zeros:N0} rows have the weight 0 in column '{source.WeightName}', which leaves them out; training needs at least {FewestRows} rows of a weight above 0."));
            }

            throw new VaeDataException(
                Invariant($"The training data has {training} usable {(training == 1 ? "row" : "rows")}{(skipped > 0 ? Invariant($" ({skipped} more were left out)") : "")}; training needs at least {FewestRows}: check that the source is not empty."));
        }

        if (Array.FindIndex(all, shard => shard[0] == 0) is >= 0 and var empty)
        {
            throw new VaeDataException(
                Invariant($"Training.Shards is {range.Count} but there are {training} training rows, of which shard {empty + 1} has none: it has every {range.Count}th row of the source, less those that are held out or left out; ask for fewer shards."));
        }

        return ([.. all.Select(shard => shard[0])], all.Sum(shard => shard[1]), skipped);
    }

    // As many as beside a stream: see TrainingRowsLoader.
    private int SampleRows() => (int)Math.Min(Math.Max(FewestRows, budgetRows / 4), Math.Max(options.Scoring.CovarianceRows, FewestSampleRows));

    private int Share(int rows) => Math.Max(1, (rows + range.Count - 1) / range.Count);

    private int HeldRows() => (int)Math.Min(Math.Max(FewestRows, budgetRows / 4), MostValidationRows);

    /// <summary>What makes weights count rows, and their mean over the training rows of all shards.</summary>
    private (double Scale, double Mean) WeightScale(ShardSummary[] summaries)
    {
        if (!HasWeights)
        {
            return (1, 1);
        }

        double count = 0, sum = 0;
        var areWhole = true;
        foreach (var bytes in range.Gather([.. summaries.Select(summary => summary.WeightTotals())]))
        {
            var totals = MemoryMarshal.Cast<byte, double>(bytes);
            (count, sum, areWhole) = (count + totals[0], sum + totals[1], areWhole && totals[2] + totals[3] == 2);
        }

        return (areWhole ? 1 : count / sum, sum / count);
    }

    private static float[] Relative(ReadOnlySpan<float> weights, double mean)
    {
        var relative = new float[weights.Length];
        for (var i = 0; i < relative.Length; i++)
        {
            relative[i] = (float)(weights[i] / mean);
        }

        return relative;
    }

    /// <summary>A sample of rows of all shards, a share from each, with constants held; returns which of them were broken.</summary>
    private int[] Gathered(Func<ShardSummary, byte[]> sample, ShardSummary[] summaries, out float[] rows, out float[] weights, ConstantColumns? constants)
    {
        (rows, weights) = Joined(range.Gather([.. summaries.Select(sample)]), HasWeights);
        return constants?.HoldAll(rows) ?? [];
    }

    private float[] Ends(ShardSummary[] summaries)
    {
        var ends = new float[2 * width];
        ends.AsSpan().Fill(float.NaN);
        foreach (var bytes in range.Gather([.. summaries.Select(summary => summary.Ends())]))
        {
            var own = MemoryMarshal.Cast<byte, float>(bytes);
            ShardSummary.Widen(ends, own[..width], own[width..]);
        }

        return ends;
    }

    private bool NeedsStatistics => options is { MissingValues: MissingValueHandling.Observed, Scaling: ScalingKind.None };

    private FeatureScaler Scaler(ShardSummary[] summaries)
    {
        if (!NeedsStatistics && (kept is not null || options.Scaling == ScalingKind.None))
        {
            return kept?.Scaler ?? FeatureScaler.Identity(width, options.Columns);
        }

        var merged = new ColumnStatistics(width);
        var sample = kept is null && options.Scaling == ScalingKind.Robust ? FeatureScaler.SampleFor(options.Scaling, width) : null;
        var ofOne = merged.ToBytes().Length + (HasWeights ? width * sizeof(double) : 0);
        foreach (var bytes in range.Gather([.. summaries.Select(summary => summary.Scaling())]))
        {
            merged.Merge(ColumnStatistics.FromBytes(bytes.AsSpan(0, ofOne), width));
            var (values, valueWeights) = Joined([bytes[ofOne..]], HasWeights);
            sample?.Add(values, valueWeights);
        }

        if (NeedsStatistics)
        {
            merged.ThrowIfUnusable(source.ColumnNames);
        }

        return kept?.Scaler
            ?? (options.Scaling == ScalingKind.None ? FeatureScaler.Identity(width, options.Columns) : FeatureScaler.FromStatistics(options.Scaling, merged, sample, options.Columns, source.ColumnNames));
    }
}
