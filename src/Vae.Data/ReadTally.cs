using System.Text.Json;
using Vae.Core.Processes;
using Vae.Data.Columns;

namespace Vae.Data;

/// <summary>What one pass over a table met that its rows do not show.</summary>
public sealed class ReadTally
{
    private readonly string path;
    private readonly RowFindings findings;

    internal ReadTally(string path, RowFindings findings)
    {
        this.path = path;
        this.findings = findings;
    }

    /// <summary>Whether this counts what is odd in some of the rows alone, those that were wanted. Default false.</summary>
    internal bool IsOfShare { get; init; }

    /// <summary>Rows read.</summary>
    public long Rows { get; internal set; }

    /// <summary>Rows that held a value that could not be read and came out as NaN.</summary>
    public long InvalidRows { get; internal set; }

    /// <summary>Rows whose label could not be read and came out as none.</summary>
    public long InvalidLabels => findings.LabelRefusals.Count;

    /// <summary>Rows without a label.</summary>
    public long UnlabelledRows { get; internal set; }

    /// <summary>Rows that hold a text that is none of its column's levels.</summary>
    public long UnseenRows => Unseen.Rows;

    /// <summary>Counts the texts that are none of their column's levels.</summary>
    internal UnseenCounter Unseen => findings.Unseen;

    /// <summary>What of this the owner of the data should know.</summary>
    public IReadOnlyList<DataWarning> Warnings() => Warnings("have no score");

    /// <summary>What of this the owner of the data should know.</summary>
    /// <param name="outcome">What became of rows that hold a value that cannot be read.</param>
    internal IReadOnlyList<DataWarning> Warnings(string outcome)
    {
        var warnings = new List<DataWarning>();
        if (Refused(outcome, null) is { } refused)
        {
            warnings.Add(refused);
        }

        if (InvalidLabels > 0)
        {
            warnings.Add(new DataWarning("refused-labels", null, Invariant($"{InvalidLabels} of {Rows} rows have a label that cannot be read and count as unlabelled: {string.Join("; ", findings.LabelRefusals.Examples)}.")));
        }

        if (UnlabelledRows > InvalidLabels)
        {
            warnings.Add(new DataWarning("unlabelled-rows", null, Invariant($"{UnlabelledRows - InvalidLabels} of {Rows} rows have no label and count in no figure that needs one.")));
        }

        warnings.AddRange(findings.Gaps.Warnings());
        warnings.AddRange(Unseen.Warnings(Rows).Select(warning => warning with { Message = $"'{path}': {warning.Message}" }));
        return warnings;
    }

    /// <summary>The warning of rows that hold a value that cannot be read; null where there are none.</summary>
    /// <param name="outcome">What became of them.</param>
    /// <param name="processes">The processes that have read a share of the rows each, in each of which this is called; null where this one has read all.</param>
    internal DataWarning? Refused(string outcome, IProcessGroup? processes)
    {
        var (count, examples) = (InvalidRows, findings.Refusals.Examples);
        if (IsOfShare && processes is not null)
        {
            var all = processes.Gather(JsonSerializer.SerializeToUtf8Bytes(new Share(InvalidRows, [.. findings.Refusals.Places], [.. examples]))).Select(share => JsonSerializer.Deserialize<Share>(share)!).ToArray();
            count = all.Sum(share => share.Count);
            examples = [.. all.SelectMany(share => share.Places.Zip(share.Examples)).OrderBy(example => example.First).Take(Refusals.MostExamples).Select(example => example.Second)];
        }

        return count > 0 ? Refusals.Warning(count, Rows, outcome, examples) : null;
    }

    private sealed record Share(long Count, long[] Places, string[] Examples);
}
