using Vae.Core.Data;
using Vae.Data.Columns;

namespace Vae.MLNet.Columns.Values;

/// <summary>Counts rows that hold a value that cannot be read as what its column holds, with a few examples. For one thread at a time.</summary>
internal sealed class RefusedValues
{
    private const int MostExamples = 3;

    private readonly List<string> examples = [];

    /// <summary>Rows that were refused.</summary>
    public long Rows { get; private set; }

    /// <summary>Counts a row.</summary>
    /// <param name="row">Its number, from 0.</param>
    /// <param name="fault">What is wrong with it, as <see cref="ValueLimits"/> says.</param>
    public void Add(long row, string fault)
    {
        Rows++;
        if (examples.Count < MostExamples)
        {
            examples.Add(Invariant($"row {row}{(examples.Count == 0 ? " (counted from 0)" : "")}, {fault}"));
        }
    }

    /// <summary>What there is to warn of; null where no row was refused.</summary>
    /// <param name="rows">Rows in all.</param>
    /// <param name="outcome">What became of such rows, after "hold a value that cannot be read and".</param>
    public DataWarning? Warning(long rows, string outcome) => Rows == 0 ? null : Refusals.Warning(Rows, rows, outcome, examples);
}
