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
        if (InvalidRows > 0)
        {
            warnings.Add(Refusals.Warning(InvalidRows, Rows, outcome, findings.Refusals.Examples));
        }

        if (InvalidLabels > 0)
        {
            warnings.Add(new DataWarning("refused-labels", null, Invariant($"{InvalidLabels} of {Rows} rows have a label that cannot be read and count as unlabelled: {string.Join("; ", findings.LabelRefusals.Examples)}.")));
        }

        if (UnlabelledRows > InvalidLabels)
        {
            warnings.Add(new DataWarning("unlabelled-rows", null, Invariant($"{UnlabelledRows - InvalidLabels} of {Rows} rows have no label and count in no figure that needs one.")));
        }

        warnings.AddRange(Unseen.Warnings(Rows).Select(warning => warning with { Message = $"'{path}': {warning.Message}" }));
        return warnings;
    }
}
