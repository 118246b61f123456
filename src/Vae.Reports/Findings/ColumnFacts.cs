using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Models;
using Vae.Core.Parts;
using Vae.Reports.Reading;

namespace Vae.Reports.Findings;

/// <summary>What is known of a column.</summary>
/// <param name="Column">The column, from 0.</param>
/// <param name="Kind">What its values are, in a word.</param>
/// <param name="Levels">Of a column of text, how many levels it has; 0 of others.</param>
/// <param name="Missing">Share of all rows in which it is missing.</param>
/// <param name="Rebuilt">Of a number the share of its variance that reconstructions have, of levels and truth values how often the likeliest is right; null where rows do not differ, of constants and of context.</param>
/// <param name="Sigma">Standard deviation that the decoder has learned, in the column's unit; null where it has none.</param>
/// <param name="Leads">In how many of the listed rows it has the largest part of the score.</param>
internal sealed record ColumnFacts(int Column, string Kind, int Levels, double Missing, double? Rebuilt, double? Sigma, int Leads)
{
    /// <summary>Most columns that a page lists.</summary>
    public const int MostListed = 400;

    /// <summary>Finds them: those that lead most often first, then those that are rebuilt worst.</summary>
    public static ColumnFacts[] Of(VaeModel model, RowScan scan, SampledRows sample, StrangeRow[] strangest)
    {
        var count = model.ColumnDimension;
        var leads = new int[count];
        foreach (var row in strangest)
        {
            if (row.Parts is [{ Part: > 0 } first, ..])
            {
                leads[first.Column]++;
            }
        }

        var sigmas = Sigmas(model);
        var quality = new ColumnQuality(model, scan, sample);
        var facts = new ColumnFacts[count];
        for (var column = 0; column < count; column++)
        {
            var feature = model.Columns?.Offset(column) ?? column;
            var isContext = column >= count - model.Options.ContextColumnCount;
            var isConstant = model.ConstantFeatures.Contains(feature);
            var described = model.Columns?.Columns[column];
            facts[column] = new ColumnFacts(
                column,
                isContext ? "context" : isConstant ? "constant" : Name(described?.Kind ?? ColumnKind.Numeric),
                described?.Levels.Length ?? 0,
                (double)scan.Missing[feature] / scan.Rows,
                isContext || isConstant ? null : quality.Of(column),
                isContext || isConstant ? null : sigmas?[feature],
                leads[column]);
        }

        return [.. facts.OrderByDescending(fact => fact.Leads).ThenBy(fact => fact.Rebuilt ?? double.PositiveInfinity).ThenBy(fact => fact.Column)];
    }

    private static string Name(ColumnKind kind) => kind switch
    {
        ColumnKind.Numeric => "number",
        ColumnKind.Count => "count",
        ColumnKind.Binary => "yes or no",
        _ => "text",
    };

    /// <summary>Learned standard deviations in raw units, of numbers alone; null where the decoder has none.</summary>
    private static double?[]? Sigmas(VaeModel model)
    {
        if (model.Options.Likelihood is not GaussianLikelihood gaussian)
        {
            return null;
        }

        var logs = FeatureLoss.LogSigma(model.Parts, gaussian);
        return
        [
            .. Enumerable.Range(0, model.InputDimension).Select(feature =>
                feature < logs.Length && KindOf(model, feature) == ColumnKind.Numeric ? Math.Exp(logs[feature]) / model.FactorOf(feature) : (double?)null),
        ];
    }

    private static ColumnKind KindOf(VaeModel model, int feature) => model.Columns is { } columns ? columns.Columns[columns.ColumnOf(feature)].Kind : ColumnKind.Numeric;
}
