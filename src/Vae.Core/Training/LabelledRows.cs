using System.Collections.Immutable;
using System.Globalization;
using Vae.Core.Data;
using Vae.Core.Options;
using Vae.Core.Randomness;

namespace Vae.Core.Training;

/// <summary>The labelled rows of a source in memory: raw, checked, their labels numbered, and split.</summary>
internal sealed class LabelledRows
{
    private const int MostClasses = 65_536;
    private const int FewestToDoubt = 20;

    private LabelledRows(RowStore training, int[] labels, RowStore validation, int[] validationLabels, ImmutableArray<string> classNames, long unused)
    {
        (Training, Labels, Validation, ValidationLabels, ClassNames, Unused) = (training, labels, validation, validationLabels, classNames, unused);
    }

    /// <summary>Rows to train on, in raw units until they are scaled in place.</summary>
    public RowStore Training { get; }

    public int[] Labels { get; }

    /// <summary>How much each of them counts, of mean 1; empty: once.</summary>
    public float[] Weights { get; private init; } = [];

    /// <summary>Rows held out.</summary>
    public RowStore Validation { get; }

    public int[] ValidationLabels { get; }

    /// <summary>How much each of them counts; empty: once.</summary>
    public float[] ValidationWeights { get; private init; } = [];

    public ImmutableArray<string> ClassNames { get; }

    /// <summary>Rows without a label, or left out for what they hold; not those of weight 0, which are not there.</summary>
    public long Unused { get; }

    /// <summary>What there is to doubt of the labels: a number that marks rows without one, or measured numbers in place of classes.</summary>
    public IEnumerable<string> Doubts()
    {
        var rows = Labels.Length + ValidationLabels.Length;
        if (rows >= FewestToDoubt && 2 * ClassNames.Length > rows)
        {
            yield return Invariant($"The {rows} labelled rows are of {ClassNames.Length} classes, so that most are of a class with one row or two, of which nothing can be learned; is the column of labels one of classes?");
        }

        var unknown = ClassNames.IndexOf("-1");
        if (unknown >= 0 && ClassNames.Any(name => name is not ("-1" or "1")))
        {
            var marked = Labels.Concat(ValidationLabels).Count(label => label == unknown);
            yield return Invariant($"The label -1 of {marked} rows was learned as a class like the others; if it marks rows whose class is not known, leave their labels empty (NaN).");
        }
    }

    /// <summary>Reads all rows that have a label.</summary>
    /// <param name="source">The rows.</param>
    /// <param name="classNames">Name of each class, numbered from 0 as the labels then must be; null: the classes are the labels found, in ascending order.</param>
    /// <param name="options">The split, and what to do with NaN.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="VaeDataException">There are fewer than two classes, or rows cannot be used.</exception>
    public static LabelledRows Read(
        ILabelledRowSource source, IReadOnlyList<string>? classNames, VaeClassifierOptions options, CancellationToken cancellation)
    {
        if (source.LabelName is null)
        {
            throw new VaeDataException("The rows have no labels, so there is nothing to learn to tell apart; name the label's column when the source is opened.");
        }

        var training = options.Pretraining.Training;
        var (width, all, given) = (source.ColumnCount, new RowStore(source.ColumnCount, MostRows(training, source.ColumnCount), 0), new List<float>());
        var weights = new List<float>();
        var filter = new RowFilter(training.InvalidRows, 0, options.Seed, source.ColumnNames);
        using var reader = source.OpenLabelledReader();
        var block = new float[Math.Max(1, 65536 / width) * width];
        var labels = new float[block.Length / width];
        long number = 0, zeros = 0;
        int read;
        while ((read = reader.Read(block, labels)) > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            var rowWeights = source.WeightName is null ? default : WeightSums.Of(reader, read);
            for (var i = 0; i < read; i++, number++)
            {
                var weight = rowWeights.IsEmpty ? 1 : WeightSums.Require(rowWeights[i], number, source.WeightName);
                if (weight == 0)
                {
                    zeros++;
                    continue;
                }

                var row = block.AsSpan(i * width, width);
                if (float.IsNaN(labels[i]) || filter.Decide(row, number) == RowUse.Skip)
                {
                    continue;
                }

                all.Add(row);
                given.Add(labels[i]);
                if (source.WeightName is not null)
                {
                    weights.Add(weight);
                }

                if (all.Count > MostRows(training, width))
                {
                    throw new VaeDataException(FormattableString.Invariant(
                        $"The labelled rows do not fit in Pretraining.Training.MemoryBudgetBytes, {training.MemoryBudgetBytes:N0}; raise it, or give fewer labelled rows and the others as unlabelled ones."));
                }
            }
        }

        if (all.Count == 0 && zeros > 0)
        {
            throw new VaeDataException(
                Invariant($"No labelled row is left: {zeros:N0} have the weight 0 in column '{source.WeightName}', which leaves them out; give rows of a weight above 0."));
        }

        var (classes, names) = Number(given, classNames);
        return Split(all, classes, weights, names, width, number - all.Count - zeros, options);
    }

    private static long MostRows(TrainingOptions training, int width) =>
        Math.Clamp(training.MemoryBudgetBytes / sizeof(float) / width, 2, Math.Max(2, (Array.MaxLength / width) - 1));

    private static (int[] Classes, ImmutableArray<string> Names) Number(List<float> given, IReadOnlyList<string>? classNames)
    {
        int[] classes;
        ImmutableArray<string> names;
        if (classNames is not null)
        {
            classes = [.. given.Select((label, row) => ClassNumber.Of(label, row))];
            names = [.. classNames];
            var largest = classes.Length == 0 ? -1 : classes.Max();
            if (largest >= names.Length)
            {
                throw new VaeDataException(Invariant($"A row is of class {largest} but names are given for {names.Length} classes, numbered from 0; name every class."));
            }
        }
        else
        {
            var values = given.Distinct().Order().ToArray();
            classes = [.. given.Select(label => Array.BinarySearch(values, label))];
            names = [.. values.Select(value => value.ToString("R", CultureInfo.InvariantCulture))];
        }

        if (names.Length > MostClasses)
        {
            throw new VaeDataException(Invariant($"The labels have {names.Length:N0} different values but at most {MostClasses:N0} classes are told apart; is the label's column the right one?"));
        }

        return names.Length >= 2 && classes.Distinct().Take(2).Count() == 2
            ? (classes, names)
            : throw new VaeDataException(
                $"The labelled rows, {classes.Length} of them, are of {classes.Distinct().Count()} class(es) but a classifier tells at least 2 apart; give rows of more classes.");
    }

    /// <summary>Holds out the same share of each class, at least one row of a class that has two.</summary>
    private static LabelledRows Split(
        RowStore all, int[] classes, List<float> weights, ImmutableArray<string> names, int width, long unused, VaeClassifierOptions options)
    {
        var isHeldOut = new bool[classes.Length];
        if (options.ValidationFraction > 0)
        {
            var order = Enumerable.Range(0, classes.Length).ToArray();
            Permutation.Shuffle(order, new Philox(options.Seed, RandomPurpose.ValidationSplit), 0);
            foreach (var members in order.GroupBy(row => classes[row]))
            {
                var rows = members.ToArray();
                var count = rows.Length < 2 ? 0 : Math.Clamp((int)Math.Round(rows.Length * options.ValidationFraction), 1, rows.Length - 1);
                Array.ForEach(rows[..count], row => isHeldOut[row] = true);
            }
        }

        var training = new RowStore(width, classes.Length, classes.Length);
        var validation = new RowStore(width, classes.Length, 0);
        for (var row = 0; row < classes.Length; row++)
        {
            (isHeldOut[row] ? validation : training).Add(all.Rows.Slice(row * width, width));
        }

        return new LabelledRows(
            training,
            [.. classes.Where((_, row) => !isHeldOut[row])],
            validation,
            [.. classes.Where((_, row) => isHeldOut[row])],
            names,
            unused)
        {
            Weights = RowWeights.OrNull([.. weights.Where((_, row) => !isHeldOut[row])])?.Relative() ?? [],
            ValidationWeights = [.. weights.Where((_, row) => isHeldOut[row])],
        };
    }
}
