using Vae.Core.Data;
using Vae.Core.Options;
using Vae.Reports.Findings;

namespace Vae.Reports;

/// <summary>What a report shows, and how much of it. Immutable; change it with <c>with</c>.</summary>
public sealed record ReportOptions
{
    /// <summary>What stands at the top of the page. Default: <c>Report</c>.</summary>
    public string Title { get; init; } = "Report";

    /// <summary>What the rows and the model are called under the title, such as the names of their files; empty (default) for nothing.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>How many of the rows with the highest scores are listed and explained; 1 to 2,000, default 300. Of models of many features fewer, and the page says how many.</summary>
    public int ListedRows { get; init; } = 300;

    /// <summary>
    /// How many rows, drawn from all with the model's seed, the map of codes and the quality of columns are made from; 10 to 20,000, default 3,000. Scores, thresholds and measures of detection are of all rows.
    /// </summary>
    public int SampledRows { get; init; } = 3000;

    /// <summary>What rows look like, where they are pictures; null (default): as the model's network knows it, and no pictures where it does not.</summary>
    public ImageShape? Image { get; init; }

    /// <summary>Later rows, such as those of this week, that are compared with the training rows; null (default) for none.</summary>
    public IRowSource? LaterRows { get; init; }

    /// <summary>What the later rows are called, such as the name of their file. Default: <c>later rows</c>.</summary>
    public string LaterName { get; init; } = "later rows";

    /// <exception cref="ArgumentException">A value is out of range.</exception>
    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Title);
        ArgumentNullException.ThrowIfNull(Subtitle);
        ArgumentNullException.ThrowIfNull(LaterName);
        InRange(ListedRows, 1, 2000, nameof(ListedRows));
        InRange(SampledRows, 10, 20_000, nameof(SampledRows));
    }

    internal ContentOptions ToContent() => new(ListedRows, SampledRows, Image, LaterRows, LaterName);

    private static void InRange(int value, int least, int most, string name)
    {
        if (value < least || value > most)
        {
            throw new ArgumentException(Invariant($"ReportOptions.{name} is {value} but must be {least} to {most}."));
        }
    }
}
