using Vae.Core.Data;
using Vae.Core.Parts;

namespace Vae.Core.Models;

/// <summary>
/// Counts the values of rows that lie outside the range that their feature had in training, and says so where they are many: rows in other units than those of the training data, such as pictures of bytes
/// under a model of 0 to 1, are strange throughout. Not safe to use from several threads at once.
/// </summary>
public sealed class RangeCounter
{
    // Of the rows, from which the warning is worth its words; fewer far ones are what anomalies are.
    private const double LeastShare = 0.1;

    // Of the rows, from which a column is said to lie outside though no value lies far; and of the range's width, from which a value counts for that: what moves slowly is soon a little beyond it.
    private const double MostOutside = 0.5;
    private const int FewestOutside = 20;
    private const double LeastExcess = 0.1;

    // Of the rows that hold one value outside the range, and of its width that it lies beyond.
    private const double LeastMarks = 0.05;
    private const double NearlyAll = 0.9;
    private const double LeastGap = 0.25;
    private const int FewestMarks = 5;

    // Values that are scaled at a time: scaling narrow rows one by one takes five times as long.
    private const int BlockValues = 1 << 12;

    private readonly VaeModel model;
    private readonly TrainingRange? range;
    private readonly long[] far;
    private readonly float[] example;
    private readonly float[] scaled;
    private readonly ColumnHabits? habits;
    private readonly TrainedColumns? trained;
    private readonly long[] outside;
    private readonly long[] beyond;
    private readonly Repeated[] repeated;

    /// <param name="model">The model that the rows are for; one of format version 1 or 2 keeps no ranges, and nothing is counted.</param>
    public RangeCounter(VaeModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        this.model = model;
        range = model.Parts.Range;
        far = new long[model.InputDimension];
        outside = new long[range is null ? 0 : model.InputDimension];
        beyond = new long[outside.Length];
        repeated = new Repeated[outside.Length];
        trained = range is null ? null : new TrainedColumns(model);
        habits = trained is null ? null : new ColumnHabits(model, trained);
        example = new float[model.InputDimension];
        scaled = new float[Math.Max(1, BlockValues / model.InputDimension) * model.InputDimension];
    }

    /// <summary>Rows that were looked at.</summary>
    public long Rows { get; private set; }

    /// <summary>Values outside the range that their feature had in training.</summary>
    public long ValuesOutside { get; private set; }

    /// <summary>Rows with a value that lies farther outside than the range is wide.</summary>
    public long RowsFarOutside { get; private set; }

    /// <summary>A warning, <c>outside-range</c>, where a tenth of the rows or more lie far outside; else null.</summary>
    public DataWarning? Warning
    {
        get
        {
            if (RowsFarOutside == 0 || RowsFarOutside < LeastShare * Rows)
            {
                return null;
            }

            var most = Array.IndexOf(far, far.Max());
            return new DataWarning("outside-range", model.NameOf(most), Invariant(
                $"{RowsFarOutside} of {Rows} rows lie outside what training saw by more than the width of its range, {ValuesOutside} values in all, the most of them in {model.NameOf(most)}: ")
                + Invariant($"training saw {trained!.Ends(most)}, here is {trained.Number(most, example[most])}. Check that the rows are in the units of the training data."));
        }
    }

    /// <summary>All that there is to tell of: <see cref="Warning"/>, and columns whose values are of another sort than in training, however near to its range they lie.</summary>
    /// <returns>Empty where rows are as they were.</returns>
    public IReadOnlyList<DataWarning> Warnings()
    {
        // What lies far outside is in other units already, by its own words.
        DataWarning?[] told = [Warning ?? Mostly(), Marks()];
        return [.. told.OfType<DataWarning>(), .. habits?.Warnings(feature => far[feature] >= LeastShare * Rows) ?? []];
    }

    /// <summary>Looks at rows.</summary>
    /// <param name="rows">Row-major, a whole number of rows in raw units; NaN and infinities are left out.</param>
    /// <exception cref="ArgumentException">It is no whole number of rows.</exception>
    public void Add(ReadOnlySpan<float> rows)
    {
        if (rows.Length % far.Length != 0)
        {
            throw new ArgumentException(Invariant($"{rows.Length} values are not a whole number of rows of {far.Length} values."), nameof(rows));
        }

        if (model.Parts.Origin is not { } origin)
        {
            AddRelative(rows);
            return;
        }

        var relative = new float[rows.Length];
        origin.Subtract(rows, relative);
        AddRelative(relative);
    }

    /// <summary>Looks at rows in 64-bit floats, as a model with an origin (<see cref="VaeModel.Origin"/>) scores them.</summary>
    /// <inheritdoc cref="Add(ReadOnlySpan{float})"/>
    public void Add(ReadOnlySpan<double> rows)
    {
        if (rows.Length % far.Length != 0)
        {
            throw new ArgumentException(Invariant($"{rows.Length} values are not a whole number of rows of {far.Length} values."), nameof(rows));
        }

        var relative = new float[rows.Length];
        RowOrigin.Subtract(model.Parts.Origin, rows, relative);
        AddRelative(relative);
    }

    /// <summary>The same of rows relative to the model's origin.</summary>
    internal void AddRelative(ReadOnlySpan<float> rows)
    {
        Rows += rows.Length / far.Length;
        if (range is null)
        {
            return;
        }

        habits!.Add(rows);
        for (var first = 0; first < rows.Length; first += scaled.Length)
        {
            var block = rows.Slice(first, Math.Min(scaled.Length, rows.Length - first));
            model.Scaler.Scale(block, scaled.AsSpan(0, block.Length));
            for (var start = 0; start < block.Length; start += far.Length)
            {
                var row = scaled.AsSpan(start, far.Length);
                if (!range.Holds(row))
                {
                    AddOutside(block.Slice(start, far.Length), row);
                }
            }
        }
    }

    private void AddOutside(ReadOnlySpan<float> row, ReadOnlySpan<float> scaled)
    {
        var isFar = false;
        for (var d = 0; d < row.Length; d++)
        {
            var excess = Math.Max(range!.Lower[d] - scaled[d], scaled[d] - range.Upper[d]);
            if (!(excess > 0) || !float.IsFinite(row[d]))
            {
                continue;
            }

            ValuesOutside++;
            outside[d]++;
            repeated[d].Add(row[d]);
            var width = range.Upper[d] - range.Lower[d];
            beyond[d] += excess > LeastExcess * width ? 1 : 0;
            if (excess > width)
            {
                isFar = true;
                far[d]++;
                example[d] = row[d];
            }
        }

        RowsFarOutside += isFar ? 1 : 0;
    }

    /// <summary>Columns of which most rows lie outside, though not far.</summary>
    private DataWarning? Mostly()
    {
        int[] columns = [.. Enumerable.Range(0, outside.Length).Where(d => beyond[d] >= FewestOutside && beyond[d] > MostOutside * Rows && !IsMark(d))];
        return columns.Length == 0 ? null : new DataWarning("outside-range", model.NameOf(columns[0]), Invariant(
            $"{outside[columns[0]]} of {Rows} rows lie outside what training saw in {model.NameOf(columns[0])}, {trained!.Ends(columns[0])}, as with {trained.Number(columns[0], repeated[columns[0]].First)}{(columns.Length > 1 ? Invariant($", and so do most rows in {columns.Length - 1} more columns") : "")}. Check that the rows are in the units of the training data; if they have moved on since, train a model on newer ones."));
    }

    /// <summary>A value that comes again and again outside the range, as one does that marks missing values.</summary>
    private DataWarning? Marks()
    {
        int[] columns = [.. Enumerable.Range(0, outside.Length).Where(IsMark)];
        return columns.Length == 0 ? null : new DataWarning("sentinel", model.NameOf(columns[0]), Invariant(
            $"{model.NameOf(columns[0])} holds {trained!.Number(columns[0], repeated[columns[0]].Value)} in {repeated[columns[0]].Count} of {Rows} rows, where training saw {trained.Ends(columns[0])}{(columns.Length > 1 ? Invariant($"; so do {columns.Length - 1} more columns hold one value") : "")}; if it marks a missing one, leave the field empty, or say so where the rows are read."));
    }

    private bool IsMark(int feature) =>
        repeated[feature].Count is var count && count >= FewestMarks && count >= LeastMarks * Rows && count < Rows && count >= NearlyAll * outside[feature] && trained!.HadMany(feature) && Gap(feature) > LeastGap;

    // In widths of the range.
    private double Gap(int feature) =>
        Math.Max(trained!.Lower(feature) - repeated[feature].Value, repeated[feature].Value - trained.Upper(feature)) / Math.Max(trained.Upper(feature) - trained.Lower(feature), float.Epsilon);

    /// <summary>A value that most of those outside may be: of each two that differ one cancels the other.</summary>
    private struct Repeated
    {
        private long votes;
        private bool hasFirst;

        public float First { get; private set; }

        public float Value { get; private set; }

        /// <summary>How often it has come since it was taken up, which is all but a few times where nearly all are so.</summary>
        public long Count { get; private set; }

        public void Add(float value)
        {
            (First, hasFirst) = (hasFirst ? First : value, true);
            if (votes == 0)
            {
                (Value, Count) = (value, 0);
            }

            votes += value == Value ? 1 : -1;
            Count += value == Value ? 1 : 0;
        }
    }
}
