using System.Globalization;
using Vae.Core.Options;

namespace Vae.Bench.Detection;

/// <summary>A way to score that is compared with others: the options that differ from the defaults.</summary>
/// <param name="Name">What tables and the cache call it.</param>
/// <param name="Scoring">The options.</param>
internal sealed record Recipe(string Name, ScoringOptions Scoring)
{
    /// <summary>The two that the product has: by default, and told that the rows are normal.</summary>
    public static Recipe[] OfTheProduct { get; } = [new("default", new ScoringOptions()), new("told", ScoringOptions.ForNormalRows)];

    /// <summary>Reads "NAME: Option=Value, Option=Value" with options of <see cref="ScoringOptions"/>; "NAME: told, ..." starts from those of normal rows.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static Recipe Parse(string text)
    {
        if (text.Split(':', 2) is not [var name, var rest] || name.Trim() is "" or "default" or "told")
        {
            throw new FormatException($"'{text}' is no recipe; write NAME: Option=Value, Option=Value, with a name other than default and told.");
        }

        var scoring = new ScoringOptions();
        foreach (var part in rest.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            scoring = part == "told" ? ScoringOptions.ForNormalRows : part.Split('=', 2, StringSplitOptions.TrimEntries) is [var option, var value]
                ? With(scoring, option, value)
                : throw new FormatException($"'{part}' is no Option=Value.");
        }

        return new Recipe(name.Trim(), scoring);
    }

    private static ScoringOptions With(ScoringOptions scoring, string option, string value)
    {
        if (option == nameof(ScoringOptions.Kind))
        {
            return scoring with { Kind = Enum.Parse<ScoreKind>(value) };
        }

        var number = double.Parse(value, CultureInfo.InvariantCulture);
        return option switch
        {
            nameof(ScoringOptions.CovarianceRidge) => scoring with { CovarianceRidge = number },
            nameof(ScoringOptions.CovarianceTrim) => scoring with { CovarianceTrim = number },
            nameof(ScoringOptions.ReferenceTrim) => scoring with { ReferenceTrim = number },
            nameof(ScoringOptions.ReferenceWeight) => scoring with { ReferenceWeight = number },
            nameof(ScoringOptions.CovarianceRows) => scoring with { CovarianceRows = (int)number },
            nameof(ScoringOptions.ReferenceRows) => scoring with { ReferenceRows = (int)number },
            nameof(ScoringOptions.Neighbours) => scoring with { Neighbours = (int)number },
            nameof(ScoringOptions.CoarseReferences) => scoring with { CoarseReferences = (int)number },
            nameof(ScoringOptions.Samples) => scoring with { Samples = (int)number },
            _ => throw new FormatException($"A recipe has no option {option}."),
        };
    }
}
