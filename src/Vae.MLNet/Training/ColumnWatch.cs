using System.Numerics;
using Vae.Core.Data;
using Vae.Data.Options;
using Vae.Data.Columns;
using Vae.Data.Tables;
using Vae.MLNet.Columns;

namespace Vae.MLNet.Training;

/// <summary>
/// Looks at the columns of numbers in the first rows of a training, as files are looked at as a whole: for counters, times, ids and marks of missing values, which are learned without sense. Its memory is bounded.
/// </summary>
internal sealed class ColumnWatch
{
    private const int MostValues = 1 << 20;
    private const int MostRows = 1 << 16;

    private readonly string[] names;
    private readonly int[] features;
    private readonly FieldCount[] counts;
    private readonly int rows;

    private ColumnWatch(string[] names, int[] features)
    {
        this.names = names;
        this.features = features;
        counts = [.. features.Select(_ => new FieldCount(new LevelBudget(), countsAll: false))];
        rows = Math.Clamp(MostValues / features.Length, 1, MostRows);
    }

    /// <summary>Watches the columns of numbers among some; null where there are none.</summary>
    /// <param name="feature">The columns.</param>
    public static ColumnWatch? Of(FeatureInput feature)
    {
        (string Name, int Feature)[] numeric = feature.Table is { } table
            ? [.. table.Columns.Index().Where(column => column.Item.Kind == ColumnKind.Numeric).Select(column => (column.Item.Name, table.Offset(column.Index)))]
            : [.. Enumerable.Range(0, feature.Size).Select(i => (feature.Names is { } given && given[i].Length > 0 ? given[i] : Invariant($"feature {i + 1}"), i))];
        return numeric.Length == 0 ? null : new ColumnWatch([.. numeric.Select(column => column.Name)], [.. numeric.Select(column => column.Feature)]);
    }

    /// <summary>Looks at a row; rows come one behind the other, each once.</summary>
    public void Add<T>(ReadOnlySpan<T> row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (counts[0].Rows >= rows)
        {
            return;
        }

        for (var i = 0; i < features.Length; i++)
        {
            var value = double.CreateTruncating(row[features[i]]);
            var meaning = double.IsNaN(value) ? CellMeaning.Missing : double.IsInfinity(value) ? CellMeaning.Infinite : CellMeaning.Number;
            counts[i].Add(TableCell.Of(value), meaning, value, counts[i].Rows + 1);
        }
    }

    /// <summary>What there is to warn of.</summary>
    public IEnumerable<DataWarning> Warnings()
    {
        var options = new TableOptions { InvalidRows = InvalidRowHandling.Nan };
        var layout = ColumnLayout.Of(new NamedColumns(names, names.Length), options);
        var judge = new ColumnJudge(layout, options, new ColumnInference(), new Refusals(layout, InvalidRowHandling.Nan, mayDeclare: false));
        for (var i = 0; i < counts.Length; i++)
        {
            judge.Judge(i, counts[i], ColumnKind.Numeric);
        }

        var told = judge.Warnings.Select(warning => warning.Column).ToHashSet();
        return [.. judge.Warnings, .. names.Zip(counts).Where(column => !told.Contains(column.First)).Select(column => TableNotes.TwoScalesOf(column.First, column.Second)).OfType<DataWarning>()];
    }
}
