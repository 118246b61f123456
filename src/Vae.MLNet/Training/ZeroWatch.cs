using Vae.Core.Data;
using Vae.Data.Columns;

namespace Vae.MLNet.Training;

/// <summary>
/// Looks at the rows of the first whole pass of a training for missing values that were read as 0, which ML.NET does with an empty field of a number (TextLoader without MissingRealsAsNaNs) and with a null of a
/// whole number (DataFrame). A zero does not say what it was; that a zero stands apart from all other values of its feature, or that not one value is missing where some may be, can be seen.
/// </summary>
/// <param name="names">Names of the features, or null.</param>
/// <param name="mayBeMissing">Whether the model takes missing values for not observed.</param>
internal sealed class ZeroWatch(IReadOnlyList<string>? names, bool mayBeMissing)
{
    private const int MostNamed = 5;

    private const string Causes =
        "TextLoader reads an empty field of a number as 0 unless TextLoader.Options.MissingRealsAsNaNs is set, and a DataFrame hands on a null of a whole number or Boolean as 0 behind other steps (frame.WithMissingAsNaN)";

    private Column[] columns = [];
    private bool isComplete;
    private long rows;
    private bool anyMissing;

    /// <summary>The watch, for a reader of all rows; null once one has come to the end. Readers follow one another.</summary>
    public ZeroWatch? Take()
    {
        (columns, rows, anyMissing) = isComplete ? (columns, rows, anyMissing) : ([], 0, false);
        return isComplete ? null : this;
    }

    /// <summary>Told that there are no more rows.</summary>
    public void Complete() => isComplete = true;

    public void Add(ReadOnlySpan<float> row)
    {
        Grow(row.Length);
        rows++;
        for (var i = 0; i < row.Length; i++)
        {
            anyMissing |= columns[i].Add(row[i]);
        }
    }

    public void Add(ReadOnlySpan<double> row)
    {
        Grow(row.Length);
        rows++;
        for (var i = 0; i < row.Length; i++)
        {
            anyMissing |= columns[i].Add(row[i]);
        }
    }

    public IEnumerable<DataWarning> Warnings()
    {
        if (mayBeMissing && isComplete && !anyMissing && rows > 0)
        {
            yield return new DataWarning("none-missing", null, Invariant(
                $"MissingValues is Observed, but no value of the {rows} rows is missing. If fields are empty where the data come from, they were read as something else: {Causes}."));
        }

        var apart = Enumerable.Range(0, columns.Length).Where(i => columns[i].StandsApart(rows)).ToArray();
        if (apart.Length > 0)
        {
            var first = columns[apart[0]];
            yield return new DataWarning("sentinel", Name(apart[0]), Invariant(
                $"0 stands apart from all other values of {string.Join(", ", apart.Take(MostNamed).Select(i => $"'{Name(i)}'"))}{(apart.Length > MostNamed ? Invariant($" and {apart.Length - MostNamed} more") : "")}: '{Name(apart[0])}' is 0 in {first.Zeros} of {rows} rows, and in the others from {first.Least} to {first.Most}. If it marks a missing value, read it as NaN: ")
                + Causes + ".");
        }
    }

    private string Name(int feature) => names is not null && names[feature].Length > 0 ? names[feature] : Invariant($"feature {feature + 1}");

    private void Grow(int width)
    {
        if (columns.Length != width)
        {
            columns = [.. Enumerable.Range(0, width).Select(_ => new Column())];
        }
    }

    private sealed class Column
    {
        private readonly HashSet<double> distinct = [];

        public long Zeros { get; private set; }

        public double Least { get; private set; } = double.PositiveInfinity;

        public double Most { get; private set; } = double.NegativeInfinity;

        /// <returns>Whether the value is missing.</returns>
        public bool Add(double value)
        {
            if (value == 0)
            {
                Zeros++;
                return false;
            }

            if (!double.IsFinite(value))
            {
                return double.IsNaN(value);
            }

            Least = Math.Min(Least, value);
            Most = Math.Max(Most, value);
            if (distinct.Count <= Sentinels.MostGrades)
            {
                distinct.Add(value);
            }

            return false;
        }

        /// <summary>Whether 0 may mark missing values of this feature.</summary>
        public bool StandsApart(long rows) => Sentinels.ZeroStandsApart(Zeros, rows, distinct.Count, Least, Most);
    }
}
