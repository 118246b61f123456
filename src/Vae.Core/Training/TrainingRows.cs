using Vae.Core.Data;
using Vae.Core.Scaling;

namespace Vae.Core.Training;

/// <summary>The rows of a run, scaled and split: all in memory, or a sample of them beside a source that is read anew each epoch.</summary>
internal sealed class TrainingRows
{
    /// <summary>Raw features to scaled ones, fitted on training rows.</summary>
    public required FeatureScaler Scaler { get; init; }

    /// <summary>Features a row.</summary>
    public required int Width { get; init; }

    /// <summary>Training rows in all.</summary>
    public required long TrainingRowCount { get; init; }

    /// <summary>Held-out rows in all; when streaming, at most a stated number of them is kept in <see cref="Validation"/>.</summary>
    public required long ValidationRowCount { get; init; }

    /// <summary>Rows left out for NaN or an infinity.</summary>
    public required long SkippedRowCount { get; init; }

    /// <summary>All training rows (resident), or a uniform sample of them (streamed); scaled, row-major, in no particular order.</summary>
    public required ReadOnlyMemory<float> Sample { get; init; }

    /// <summary>Class of each row of <see cref="Sample"/>, or <see cref="ClassNumber.None"/>; empty where labels were not asked for.</summary>
    public ReadOnlyMemory<int> Labels { get; init; }

    /// <summary>How much each row of <see cref="Sample"/> counts; null where all count once.</summary>
    public RowWeights? Weights { get; init; }

    /// <summary>The same of <see cref="Validation"/>.</summary>
    public RowWeights? ValidationWeights { get; init; }

    /// <summary>The mean weight of the training rows as <see cref="Stream"/> gives them; 0 where rows have none.</summary>
    public double MeanWeight { get; init; }

    /// <summary>Held-out rows, scaled, row-major.</summary>
    public required ReadOnlyMemory<float> Validation { get; init; }

    /// <summary>What was subtracted from the rows in double before all else; null where nothing was.</summary>
    public RowOrigin? Origin { get; init; }

    /// <summary>Columns that are constant, or as good as; null where none is. Every row here has their value.</summary>
    public ConstantColumns? Constants { get; init; }

    /// <summary>Rows of <see cref="Sample"/>, by their place there, that had another value in such a column.</summary>
    public int[] BrokenSample { get; init; } = [];

    /// <summary>The same of <see cref="Validation"/>.</summary>
    public int[] BrokenValidation { get; init; } = [];

    /// <summary>What the user should know of the rows.</summary>
    public string[] Warnings { get; init; } = [];

    /// <summary>The training rows relative to <see cref="Origin"/>, not scaled, where they are too many for memory; null where <see cref="Sample"/> holds them all.</summary>
    public IRowSource? Stream { get; init; }

    /// <summary>The least value of each feature in raw units, and after those the largest of each, over all training rows that are streamed; null where <see cref="Sample"/> holds them all.</summary>
    public float[]? RawEnds { get; init; }

    /// <summary>Bytes that a shuffle buffer may take.</summary>
    public long BufferBytes { get; init; }

    /// <summary>Some of the rows of <see cref="Sample"/> as the rows of a run of their own, scaled alike; the held-out rows are the same.</summary>
    /// <param name="numbers">Which.</param>
    public TrainingRows Subset(int[] numbers)
    {
        var picked = new float[numbers.Length * Width];
        var labels = new int[Labels.IsEmpty ? 0 : numbers.Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            Sample.Span.Slice(numbers[i] * Width, Width).CopyTo(picked.AsSpan(i * Width));
            if (labels.Length > 0)
            {
                labels[i] = Labels.Span[numbers[i]];
            }
        }

        return new TrainingRows
        {
            Scaler = Scaler,
            Width = Width,
            TrainingRowCount = numbers.Length,
            ValidationRowCount = ValidationRowCount,
            SkippedRowCount = 0,
            Sample = picked,
            Labels = labels,
            Weights = Weights?.Of(numbers),
            Validation = Validation,
            ValidationWeights = ValidationWeights,
            BufferBytes = BufferBytes,
        };
    }

    /// <summary>The same run with at most so many rows in <see cref="Sample"/>, and in <see cref="Validation"/>, evenly spaced; all counts are those of the run.</summary>
    /// <param name="mostRows">At least 1.</param>
    public TrainingRows AtMost(int mostRows)
    {
        var (sample, brokenSample, numbers) = Spaced(Sample, BrokenSample);
        var (validation, brokenValidation, heldNumbers) = Spaced(Validation, BrokenValidation);
        return new TrainingRows
        {
            Scaler = Scaler,
            Width = Width,
            TrainingRowCount = TrainingRowCount,
            ValidationRowCount = ValidationRowCount,
            SkippedRowCount = SkippedRowCount,
            Sample = sample,
            Weights = numbers is null ? Weights : Weights?.Of(numbers),
            Validation = validation,
            ValidationWeights = heldNumbers is null ? ValidationWeights : ValidationWeights?.Of(heldNumbers),
            Origin = Origin,
            Constants = Constants,
            BrokenSample = brokenSample,
            BrokenValidation = brokenValidation,
            Warnings = Warnings,
            RawEnds = RawEnds,
        };

        (ReadOnlyMemory<float> Rows, int[] Broken, int[]? Numbers) Spaced(ReadOnlyMemory<float> rows, int[] broken)
        {
            var available = rows.Length / Width;
            if (available <= mostRows)
            {
                return (rows, broken, null);
            }

            HashSet<int> had = [.. broken];
            var picked = new float[mostRows * Width];
            var stillBroken = new List<int>();
            var numbers = new int[mostRows];
            for (var i = 0; i < mostRows; i++)
            {
                var row = numbers[i] = (int)((long)i * available / mostRows);
                rows.Span.Slice(row * Width, Width).CopyTo(picked.AsSpan(i * Width));
                if (had.Contains(row))
                {
                    stillBroken.Add(i);
                }
            }

            return (picked, [.. stillBroken], numbers);
        }
    }

    /// <summary>SHA-256 of all rows that are read anew each epoch, and of those held out of them; empty where all are in <see cref="Sample"/>, or nobody asks.</summary>
    public byte[] StreamDigest { get; init; } = [];

    /// <summary>The share of the values of <see cref="Sample"/> that are missing.</summary>
    public double MissingShare()
    {
        if (Weights is { } weights)
        {
            return MissingShare(weights);
        }

        long missing = 0;
        foreach (var value in Sample.Span)
        {
            missing += float.IsNaN(value) ? 1 : 0;
        }

        return (double)missing / Math.Max(1, Sample.Length);
    }

    /// <summary>At most so many rows of <see cref="Sample"/>, evenly spaced, where rows have weights in proportion to them; row-major.</summary>
    public float[] EvenlySpaced(int mostRows) => Gather(Sample.Span, EvenlySpacedNumbers(mostRows));

    /// <summary>The numbers of these rows, rising; a row that counts for several may be there as often.</summary>
    public int[] EvenlySpacedNumbers(int mostRows)
    {
        if (Weights is { } weights)
        {
            return weights.Draw(mostRows);
        }

        var available = Sample.Length / Width;
        var count = Math.Min(mostRows, available);
        return [.. Enumerable.Range(0, count).Select(i => (int)((long)i * available / count))];
    }

    /// <summary>At most so many rows of <see cref="Validation"/>: the first, a row as often as it counts; row-major.</summary>
    public ReadOnlySpan<float> HeldOut(int mostRows) => ValidationWeights is { } weights
        ? Gather(Validation.Span, weights.First(mostRows))
        : Validation.Span[..(Math.Min(mostRows, Validation.Length / Width) * Width)];

    private float[] Gather(ReadOnlySpan<float> rows, int[] numbers)
    {
        var picked = new float[numbers.Length * Width];
        for (var i = 0; i < numbers.Length; i++)
        {
            rows.Slice(numbers[i] * Width, Width).CopyTo(picked.AsSpan(i * Width));
        }

        return picked;
    }

    private double MissingShare(RowWeights weights)
    {
        var missing = 0.0;
        for (var i = 0; i < Sample.Length; i++)
        {
            missing += float.IsNaN(Sample.Span[i]) ? weights.Counts[i / Width] : 0;
        }

        return missing / (weights.Total * Width);
    }
}
