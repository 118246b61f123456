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
/// shards, so that it does not depend on which process has which. Memory holds the rows of this process's shards, and the samples.
/// </summary>
internal sealed class ShardedRowsLoader
{
    private const int FewestRows = 2;
    private const int MostValidationRows = 65_536;
    private const int FewestSampleRows = 20_000;

    private readonly VaeOptions options;
    private readonly KeptScaling? kept;
    private readonly ShardRange range;
    private readonly ShardReader reader;
    private readonly int width;
    private readonly int context;
    private readonly long budgetRows;
    private readonly ShardRows[] shards;
    private IRowSource source;
    private IRowSource? validationSource;
    private long zeros;

    private ShardedRowsLoader(IRowSource source, IRowSource? validationSource, VaeOptions options, KeptScaling? kept, ShardRange range, CancellationToken cancellation)
    {
        (this.source, this.validationSource, this.options, this.kept, this.range) = (source, validationSource, options, kept, range);
        reader = new ShardReader(options, range, cancellation);
        width = source.ColumnCount;
        context = options.ContextFeatures(width);
        budgetRows = Math.Clamp(options.Training.MemoryBudgetBytes / sizeof(float) / width, FewestRows, Math.Max(FewestRows, (Array.MaxLength / width) - 1));
        var expected = Math.Min(budgetRows, ((source.RowCount ?? 0) / range.Count) + 1);
        shards = [.. Enumerable.Range(range.First, range.Local).Select(number => new ShardRows(number, width, budgetRows, expected, HasWeights))];
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
        if (origin is not null)
        {
            // What was read first was rounded before it was known where to: read it again.
            _ = range.Group.Together(() => Read(withProfile: false));
        }

        var counts = Counts();
        var brokenSample = Gathered((shard, most) => shard.Sample(shard.Training, shard.TrainingWeights, most, options.Seed), SampleRows(), out var sample, out var sampleWeights, constants);
        var brokenHeld = Gathered((shard, most) => shard.Sample(shard.HeldOut, shard.HeldOutWeights, most, options.Seed + 1), HeldRows(), out var validation, out var heldWeights, constants);
        var (scale, mean) = WeightScale();
        double? heldScale = scale;
        var ends = Ends();
        var digest = Digest();
        foreach (var shard in shards)
        {
            constants?.Hold(shard.Training);
        }

        var scaler = Scaler();
        scaler.Scale(sample, sample);
        range.Group.Together(() =>
        {
            foreach (var shard in shards)
            {
                scaler.Scale(shard.Training, shard.Training);
                UnitInterval.Require(shard.Training, options, source.ColumnNames, width, "Column", kept is not null);
            }

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
            TrainingRowCount = counts.Training.Sum(count => (long)count),
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
        return new ShardedRows(
            rows,
            [.. shards.Select(shard => shard.TrainingMemory)],
            HasWeights ? [.. shards.Select(shard => (ReadOnlyMemory<float>)Relative(shard.TrainingWeights, mean))] : [],
            counts.Training);
    }

    /// <summary>Reads the rows of this process's shards.</summary>
    /// <returns>Rows of the source.</returns>
    private long Read(bool withProfile)
    {
        long held = 0;
        foreach (var shard in shards)
        {
            shard.Clear();
        }

        var filter = new RowFilter(
            options.Training.InvalidRows, options.Training.ValidationFraction, options.Seed, source.ColumnNames, missing: options.MissingValues, context: context);
        (var read, zeros) = reader.Read(source, filter, "Row", withProfile, (local, row, exact, weight, use) =>
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
            if (use != RowUse.Skip && ++held > budgetRows)
            {
                throw new VaeDataException(
                    Invariant($"The rows of {range.Local} of {range.Count} shards exceed Training.MemoryBudgetBytes, {options.Training.MemoryBudgetBytes:N0}, and rows in shards are kept in memory; raise it, or train on more processes."));
            }
        });
        return read;
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

    /// <summary>How many rows every shard has; checks that all have some.</summary>
    private (int[] Training, long HeldOut, long Skipped) Counts()
    {
        var all = Gathered();
        if (options.Training.ValidationFraction > 0 && all.Sum(shard => shard[1]) == 0 && all.Sum(shard => shard[0]) > Math.Max(FewestRows, range.Count))
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

        return ([.. all.Select(shard => (int)shard[0])], all.Sum(shard => shard[1]), skipped);

        long[][] Gathered() =>
            [.. range.Gather([.. shards.Select(shard => MemoryMarshal.AsBytes([(long)shard.TrainingCount, shard.HeldOutCount, shard.Skipped]).ToArray())]).Select(bytes => MemoryMarshal.Cast<byte, long>(bytes).ToArray())];
    }

    // As many as beside a stream: see TrainingRowsLoader.
    private int SampleRows() => (int)Math.Min(Math.Max(FewestRows, budgetRows / 4), Math.Max(options.Scoring.CovarianceRows, FewestSampleRows));

    private int HeldRows() => (int)Math.Min(Math.Max(FewestRows, budgetRows / 4), MostValidationRows);

    /// <summary>What makes weights count rows, and their mean over the training rows of all shards.</summary>
    private (double Scale, double Mean) WeightScale()
    {
        if (!HasWeights)
        {
            return (1, 1);
        }

        double count = 0, sum = 0;
        var areWhole = true;
        foreach (var bytes in range.Gather([.. shards.Select(shard => shard.WeightTotals())]))
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
    private int[] Gathered(Func<ShardRows, int, byte[]> sample, int most, out float[] rows, out float[] weights, ConstantColumns? constants)
    {
        var share = Math.Max(1, (most + range.Count - 1) / range.Count);
        (rows, weights) = Joined(range.Gather([.. shards.Select(shard => sample(shard, share))]), HasWeights);
        return constants?.HoldAll(rows) ?? [];
    }

    private float[] Ends()
    {
        var ends = new float[2 * width];
        ends.AsSpan().Fill(float.NaN);
        foreach (var bytes in range.Gather([.. shards.Select(shard => shard.Ends())]))
        {
            var own = MemoryMarshal.Cast<byte, float>(bytes);
            ShardRows.Widen(ends, own[..width], own[width..]);
        }

        return ends;
    }

    private byte[] Digest() =>
        options.Training.Checkpoint is null ? [] : SHA256.HashData([.. range.Gather([.. shards.Select(shard => shard.Digest())]).SelectMany(bytes => bytes)]);

    private FeatureScaler Scaler()
    {
        var needsStatistics = options is { MissingValues: MissingValueHandling.Observed, Scaling: ScalingKind.None };
        if (!needsStatistics && (kept is not null || options.Scaling == ScalingKind.None))
        {
            return kept?.Scaler ?? FeatureScaler.Identity(width, options.Columns);
        }

        var wantsSample = kept is null && options.Scaling == ScalingKind.Robust;
        var share = (RowSample.MaximumRows + range.Count - 1) / range.Count;
        var merged = new ColumnStatistics(width);
        var sample = wantsSample ? FeatureScaler.SampleFor(options.Scaling, width) : null;
        var ofOne = merged.ToBytes().Length + (HasWeights ? width * sizeof(double) : 0);
        foreach (var bytes in range.Gather([.. shards.Select(shard =>
            shard.Statistics(wantsSample ? FeatureScaler.SampleFor(options.Scaling, width, Math.Max(1, Math.Min(share, RowSample.MaximumValues / width / range.Count))) : null, CountTransform.Of(options.Columns)))]))
        {
            merged.Merge(ColumnStatistics.FromBytes(bytes.AsSpan(0, ofOne), width));
            var (values, valueWeights) = Joined([bytes[ofOne..]], HasWeights);
            sample?.Add(values, valueWeights);
        }

        if (needsStatistics)
        {
            merged.ThrowIfUnusable(source.ColumnNames);
        }

        return kept?.Scaler
            ?? (options.Scaling == ScalingKind.None ? FeatureScaler.Identity(width, options.Columns) : FeatureScaler.FromStatistics(options.Scaling, merged, sample, options.Columns, source.ColumnNames));
    }

    /// <summary>The validation rows that were given: all of them, or a uniform sample; and how many were offered and left out.</summary>
    private (long Offered, long Skipped) Given(FeatureScaler scaler, ConstantColumns? constants, out float[] rows, out float[] weights, out int[] broken)
    {
        var hasWeights = validationSource!.WeightName is not null;
        var share = Math.Max(1, (HeldRows() + range.Count - 1) / range.Count);
        var own = shards.Select(shard => (Rows: new Reservoir(width, share, ShardRange.SeedOf(options.Seed + 1, shard.Number)), Skipped: new long[1])).ToArray();
        range.Group.Together(() =>
        {
            var filter = new RowFilter(options.Training.InvalidRows, 0, options.Seed, source.ColumnNames, "Validation row", options.MissingValues, context);
            reader.Read(validationSource!, filter, "Validation row", wantsDoubles: false, (local, row, _, weight, use) =>
            {
                if (use == RowUse.Skip)
                {
                    own[local].Skipped[0]++;
                }
                else
                {
                    own[local].Rows.Offer(row, hasWeights ? weight : null);
                }
            });
            return true;
        });
        var counts = range.Gather([.. own.Select(shard => MemoryMarshal.AsBytes([shard.Rows.Offered, shard.Skipped[0]]).ToArray())]).Select(bytes => MemoryMarshal.Cast<byte, long>(bytes).ToArray()).ToArray();
        var (offered, skipped) = (counts.Sum(count => count[0]), counts.Sum(count => count[1]));
        if (offered == 0)
        {
            throw new VaeDataException(
                "The validation source has no usable rows; give at least one, or leave it out and set Training.ValidationFraction to hold training rows out.");
        }

        (rows, weights) = Joined(
            range.Gather([.. own.Select(shard => (byte[])[.. MemoryMarshal.AsBytes(shard.Rows.Rows), .. MemoryMarshal.AsBytes(shard.Rows.Weights)])]), hasWeights);
        if (options is { Scaling: ScalingKind.None, Likelihood: BernoulliLikelihood })
        {
            var seen = rows.ToArray();
            scaler.Scale(seen, seen);
            UnitInterval.Require(seen, options, source.ColumnNames, width, "Validation column", kept is not null);
        }

        broken = constants?.HoldAll(rows) ?? [];
        return (offered, skipped);
    }

    /// <summary>The rows of parts that each hold rows, and behind them their weights where they have some.</summary>
    private (float[] Rows, float[] Weights) Joined(byte[][] parts, bool haveWeights)
    {
        var (rows, weights) = (new List<float>(parts.Sum(part => part.Length / sizeof(float))), new List<float>());
        foreach (var part in parts)
        {
            var numbers = MemoryMarshal.Cast<byte, float>(part);
            var count = numbers.Length / (width + (haveWeights ? 1 : 0));
            rows.AddRange(numbers[..(count * width)]);
            weights.AddRange(numbers[(count * width)..]);
        }

        return ([.. rows], [.. weights]);
    }
}
