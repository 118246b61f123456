using ScottPlot;
using Vae.Plots.Drawing;
using Vae.Reports.Findings;
using Vae.Reports.Reading;

namespace Vae.Plots;

/// <summary>Codes of rows as points on a plane.</summary>
public static class CodeFigures
{
    /// <summary>Most points that are drawn; of more, as many are drawn at random.</summary>
    public const int MostPoints = 20_000;

    private const int MostGroups = 10;

    /// <summary>The two directions in which codes vary most, each scaled to variance 1: rows that lie together are alike to the model.</summary>
    /// <param name="codes">Row-major, <paramref name="latentDimension"/> numbers a row: a model's mean codes, or the column <c>Latent</c> of a pipeline.</param>
    /// <param name="latentDimension">Numbers a code, 1 or more. Codes of one number are drawn against what they are coloured by, where that is a number.</param>
    /// <param name="colours">What the points are coloured by, one value a row.</param>
    /// <returns>The picture. Rows whose code is not finite are left out, and so are those beyond <see cref="MostPoints"/>, of which as many are drawn at random; notes say how many.</returns>
    /// <exception cref="ArgumentException">The codes are no whole number of rows, the colours are not one a row, there are fewer than three rows, or all have one code.</exception>
    public static Figure Map(ReadOnlySpan<float> codes, int latentDimension, PointColours colours)
    {
        ArgumentNullException.ThrowIfNull(colours);
        ArgumentOutOfRangeException.ThrowIfLessThan(latentDimension, 1);
        if (codes.Length % latentDimension != 0 || codes.Length / latentDimension != colours.Count)
        {
            throw new ArgumentException(Invariant(
                $"{codes.Length} values are not the codes of {colours.Count} rows, of {latentDimension} numbers each; give codes and colours of the same rows."), nameof(codes));
        }

        var reservoir = new RowReservoir(latentDimension, MostPoints, seed: 0);
        var finite = 0;
        for (var row = 0; row < colours.Count; row++)
        {
            var code = codes.Slice(row * latentDimension, latentDimension);
            if (!code.ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
            {
                finite++;
                reservoir.Offer(code, row);
            }
        }

        var notes = new List<string>();
        if (finite < colours.Count)
        {
            notes.Add($"{Numbers.Whole(colours.Count - finite)} {(colours.Count - finite == 1 ? "row" : "rows")} without a finite code left out");
        }

        if (finite > reservoir.Count)
        {
            notes.Add($"{Numbers.Whole(reservoir.Count)} of {Numbers.Whole(finite)} rows, drawn at random");
        }

        return Map(reservoir.Rows.ToArray(), latentDimension, colours.Take([.. reservoir.Numbers]), notes);
    }

    internal static Figure Map(float[] codes, int latent, PointColours colours, List<string> notes)
    {
        var plane = CodePlane.Of(codes, latent) ?? throw new ArgumentException(Invariant(
            $"A map of codes needs three rows at least that do not all have one code; there are {codes.Length / latent}. Where a model has collapsed, all its codes are one: TrainingReport.IsCollapsed says so."));
        var y = plane.Y ?? colours.Numbers ?? new float[plane.X.Length];
        var plot = Theme.NewPlot("Map of codes", "first direction, standard deviations", plane.Y is not null ? "second direction, standard deviations" : colours.Numbers is null ? "" : colours.Name);
        var seen = colours.Numbers is { } numbers ? ByNumber(plot, plane.X, y, numbers, colours.Name, notes) : ByGroup(plot, plane.X, y, colours);
        notes.Add(Invariant($"The two directions have {Numbers.Percent(plane.Share)} of the variance of the codes."));
        return new Figure(plot, $"Map of {Numbers.Whole(plane.X.Length)} codes, coloured by {colours.Name}{seen}.", notes, height: Theme.Height + 80);
    }

    private static string ByGroup(Plot plot, float[] x, float[] y, PointColours colours)
    {
        var groups = colours.Groups!.Index().GroupBy(pair => pair.Item).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal).ToArray();
        int[] others = [.. groups.Skip(MostGroups).SelectMany(group => group).Select(pair => pair.Index)];
        if (others.Length > 0)
        {
            Points(plot, x, y, others, Theme.Unknown.WithAlpha(0.5), Invariant($"{groups.Length - MostGroups} others"));
        }

        // Numbers in their order, names in theirs; anomalies above all others.
        var named = groups.Take(MostGroups).OrderBy(group => colours.IsLabel ? Array.IndexOf(["no label", "normal", "anomaly"], group.Key)
                : double.TryParse(group.Key, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : double.MaxValue)
            .ThenBy(group => group.Key, StringComparer.Ordinal).ToArray();
        foreach (var (group, number) in named.Select((group, number) => (group, number)))
        {
            var color = !colours.IsLabel ? Theme.Groups[number] : group.Key switch { "normal" => Theme.Normal, "anomaly" => Theme.Anomaly, _ => Theme.Unknown };
            Points(plot, x, y, [.. group.Select(pair => pair.Index)], color.WithAlpha(0.75), group.Key);
        }

        plot.Legend.FontName = LabelFont.For(string.Concat(groups.Select(group => group.Key)));
        plot.ShowLegend(Edge.Right);
        return $": {string.Join(", ", named.Select(group => $"{group.Key} {Numbers.Whole(group.Count())}"))}";
    }

    private static string ByNumber(Plot plot, float[] x, float[] y, float[] values, string name, List<string> notes)
    {
        float[] known = [.. values.Where(float.IsFinite).Order()];
        int[] missing = [.. Enumerable.Range(0, values.Length).Where(i => !float.IsFinite(values[i]))];
        if (missing.Length > 0)
        {
            Points(plot, x, y, missing, Theme.Unknown.WithAlpha(0.4), "");
            notes.Add($"Grey: {Numbers.Whole(missing.Length)} {(missing.Length == 1 ? "row" : "rows")} whose {Numbers.Cut(name)} is missing or infinite.");
        }

        if (known.Length == 0)
        {
            return ", which is missing throughout";
        }

        double low = known[(int)(0.02 * (known.Length - 1))], high = known[(int)Math.Ceiling(0.98 * (known.Length - 1))];
        var isLogarithmic = low > 0 && high > 30 * low;
        double At(double value) => isLogarithmic ? Math.Log10(Math.Max(value, low)) : value;
        var (from, to) = (At(low), Math.Max(At(high), At(low) + 1e-6));

        // Highest last, so that they lie above the others.
        const int Shades = 24;
        foreach (var shade in Enumerable.Range(0, values.Length).Where(i => float.IsFinite(values[i]))
            .GroupBy(i => (int)Math.Clamp((At(values[i]) - from) / (to - from) * Shades, 0, Shades - 1)).OrderBy(group => group.Key))
        {
            Points(plot, x, y, [.. shade], Theme.Scale.GetColor((shade.Key + 0.5) / Shades).WithAlpha(0.8), "");
        }

        var bar = plot.Add.ColorBar(new ColourAxis(from, to), Edge.Right);
        bar.Label = isLogarithmic ? $"{Numbers.Cut(name)}, logarithmic" : Numbers.Cut(name);
        bar.LabelStyle.FontName = LabelFont.For(bar.Label);
        bar.LabelStyle.FontSize = 15;
        bar.LabelStyle.Bold = false;
        bar.Axis.TickLabelStyle.FontName = LabelFont.Name;
        bar.Axis.TickLabelStyle.FontSize = 14;
        bar.Axis.TickGenerator = Theme.Numeric();
        if (isLogarithmic)
        {
            var (places, names) = Numbers.LogarithmicTicks(from, to);
            bar.Axis.TickGenerator = new ScottPlot.TickGenerators.NumericManual(places, names);
        }

        return $" from {Numbers.Short(known[0])} to {Numbers.Short(known[^1])}";
    }

    private static void Points(Plot plot, float[] x, float[] y, int[] places, Color color, string name)
    {
        var points = plot.Add.Markers(places.Select(i => new Coordinates(x[i], y[i])).ToArray(), MarkerShape.FilledCircle, x.Length > 1500 ? 4 : 6, color);
        points.LegendText = name;
    }

    /// <summary>The scale of numbers beside the map.</summary>
    private sealed class ColourAxis(double low, double high) : IHasColorAxis
    {
        public IColormap Colormap => Theme.Scale;

        public ScottPlot.Range GetRange() => new(low, high);
    }
}
