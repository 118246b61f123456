using Vae.Core.Data;
using Vae.Core.Scaling;

namespace Vae.Core.Models;

/// <summary>
/// Tells of columns whose values are of another sort in the rows that are scored than in those of training, however ordinary each of them is: whole numbers where there were fractions, one value throughout, others many
/// times as large, or missing far more often. Costs next to nothing once every column has shown that it is as it was.
/// </summary>
internal sealed class ColumnHabits
{
    private const int FewestRows = 30;
    private const int FewestDifferent = 5;
    private const float LargestFraction = 1 << 22; // beyond, 32-bit floats keep hardly a fraction
    private const double LeastFactor = 50; // units differ by 100 and 1000, and those who are ill from those who are not by 30
    private const double LeastRise = 10; // the mean of training rows is a few times their median where some are far larger
    private const double LeastBeyond = 0.1;
    private const double MoreMissing = 0.25;
    private const double MostMissingBefore = 0.2; // a column that has gaps by nature, as one that is measured by day, has more of them in some rows than in others
    private const int FewestOfOne = 100; // what changes slowly is the same in rows that follow one another soon
    private const int MostTold = 3;

    private readonly VaeModel model;
    private readonly TrainedColumns trained;
    private readonly List<Watched> watched = [];
    private readonly ScoredSample sample;
    private readonly int width;

    /// <param name="model">The model that the rows are for.</param>
    /// <param name="trained">What it keeps of its columns.</param>
    public ColumnHabits(VaeModel model, TrainedColumns trained)
    {
        (this.model, this.trained, width) = (model, trained, model.InputDimension);
        sample = new ScoredSample(width);
        watched.AddRange(Enumerable.Range(0, width).Where(feature => trained.IsMeasured(feature) && trained.HadFractions(feature)).Select(feature => new Watched(feature)));
    }

    /// <summary>Looks at rows.</summary>
    /// <param name="rows">Row-major, relative to the model's origin.</param>
    public void Add(ReadOnlySpan<float> rows)
    {
        for (var start = 0; start < rows.Length; start += width)
        {
            var row = rows.Slice(start, width);
            sample.Offer(row);
            for (var i = watched.Count - 1; i >= 0; i--)
            {
                if (!watched[i].IsStill(row[watched[i].Feature], model.OriginOf(watched[i].Feature)))
                {
                    watched.RemoveAt(i);
                }
            }
        }
    }

    /// <summary>What there is to tell of.</summary>
    /// <param name="isFar">Whether it was told of a feature that its values lie far outside the range.</param>
    public IEnumerable<DataWarning> Warnings(Predicate<int> isFar)
    {
        DataWarning?[] told =
        [
            Told("whole-numbers", watched.Where(column => column is { IsWhole: true, Present: >= FewestRows, Different: >= FewestDifferent }), column => column.Feature,
                column => Invariant($"holds whole numbers alone, such as {trained.Number(column.Feature, column.Last)}, where training saw fractions too, from {trained.Ends(column.Feature)}"), "look whether decimals, or the decimal mark, were lost"),
            Told("one-value", watched.Where(column => column is { IsOne: true, Present: >= FewestOfOne } && WasVaried(column)), column => column.Feature,
                column => Invariant($"holds {trained.Number(column.Feature, column.Last)} in all {column.Present} rows with a value, where training saw many, from {trained.Ends(column.Feature)}"), "look whether it was measured"),
            .. sample.Rows < FewestRows ? [] : OfSample(isFar),
        ];
        return told.OfType<DataWarning>();
    }

    private IEnumerable<DataWarning?> OfSample(Predicate<int> isFar)
    {
        yield return Told("other-scale", Enumerable.Range(0, width).Where(feature => trained.IsMeasured(feature) && !isFar(feature)).Select(feature => (Feature: feature, Middle: sample.MiddleOf(feature))).Where(column => IsOtherScale(column.Feature, column.Middle)), column => column.Feature,
            column => Invariant($"holds numbers of about {column.Middle.Median:G3}, where training saw ones of about {model.Scaler.Offset[column.Feature]:G3}, from {trained.Ends(column.Feature)}"), "write them in the units of the training data");
        yield return Told("other-missing", Enumerable.Range(0, width).Where(feature => trained.IsFirst(feature) && trained.Profile(feature) is not null).Select(feature => (Feature: feature, Before: trained.Profile(feature)!.Missing / (double)Math.Max(1, model.Report.Data!.Rows), Now: sample.MissingShare(feature)))
            .Where(column => column.Now < 1 && column.Before <= MostMissingBefore && column.Now - column.Before >= MoreMissing), column => column.Feature,
            column => Invariant($"lacks a value in about {100 * column.Now:F0} % of the rows, and in {100 * column.Before:F0} % in training"), "look whether values were lost, or are written otherwise than before");
    }

    private DataWarning? Told<T>(string code, IEnumerable<T> found, Func<T, int> feature, Func<T, string> tell, string advice)
    {
        var columns = found.OrderBy(feature).ToArray();
        return columns.Length == 0 ? null : new DataWarning(code, trained.Name(feature(columns[0])), Invariant(
            $"{string.Join("; ", columns.Take(MostTold).Select(column => $"'{trained.Name(feature(column))}' {tell(column)}"))}{(columns.Length > MostTold ? Invariant($"; and {columns.Length - MostTold} more such columns") : "")}: {advice}."));
    }

    // What most rows of a column hold stands at an end of its range, as 0 does where a few hold a number.
    private bool WasVaried(Watched column) => column.Last != 0 && trained.Number(column.Feature, column.Last) is var value && value > trained.Least(column.Feature) && value < trained.Most(column.Feature) && trained.HadMany(column.Feature);

    // Both how large numbers are and how far they lie apart, so that rows of a quiet hour are none. A few huge numbers make the mean and the deviation of training rows large: so rows that lack them are none, and the
    // middle of these, which is what it is whatever a few are, must lie above that mean, and some of them beyond the ends.
    private bool IsOtherScale(int feature, in ScoredSample.Middle middle)
    {
        var least = trained.Least(feature);
        if (model.Scaler.Kind != ScalingKind.Robust || model.OriginOf(feature) != 0 || least < 0)
        {
            return false;
        }

        var (level, spread) = ((double)model.Scaler.Offset[feature], 1.0 / model.Scaler.Factor[feature]);
        return (level > 0 && middle.Mean >= LeastFactor * level && middle.Median >= LeastRise * level && middle.Quartiles / ScoredSample.NormalSpread >= LeastRise * spread && sample.ShareAbove(feature, trained.Most(feature)) >= LeastBeyond)
            || (middle.Mean is var mean && mean > 0 && mean <= level / LeastFactor && middle.Quartiles > 0 && Math.Sqrt(middle.Deviation * middle.Quartiles / ScoredSample.NormalSpread) <= spread / LeastFactor && sample.ShareBelow(feature, least) >= LeastBeyond);
    }

    /// <summary>A column of fractions that has shown whole numbers alone, or one value alone.</summary>
    private sealed class Watched(int feature)
    {
        private readonly HashSet<float> different = [];

        public int Feature => feature;

        public bool IsWhole { get; private set; } = true;

        public bool IsOne { get; private set; } = true;

        public float Last { get; private set; }

        /// <summary>Values but for missing ones.</summary>
        public long Present { get; private set; }

        /// <summary>Different values that are not 0, up to a few.</summary>
        public int Different => different.Count;

        /// <summary>Takes a value up, and says whether the column is still one of these.</summary>
        public bool IsStill(float value, double origin)
        {
            if (!float.IsFinite(value))
            {
                return true;
            }

            IsOne &= Present == 0 || value == Last;
            IsWhole = IsWhole && Math.Abs(value) < LargestFraction && double.IsInteger(origin + value);
            if (IsWhole && value != 0 && different.Count < FewestDifferent)
            {
                different.Add(value);
            }

            Last = value;
            Present++;
            return IsWhole || IsOne;
        }
    }
}
