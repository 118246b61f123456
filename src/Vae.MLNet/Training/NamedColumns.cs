using Vae.Core.Data;
using Vae.Data.Tables;

namespace Vae.MLNet.Training;

/// <summary>The names of columns that are read elsewhere, for what judges columns of tables.</summary>
/// <param name="names">One a column, or null where they have none.</param>
/// <param name="count">How many there are.</param>
internal sealed class NamedColumns(IReadOnlyList<string>? names, int count) : ITable
{
    public string Path => "the data";

    public int FieldCount => count;

    public IReadOnlyList<string>? Names => names;

    public string Unit => "row";

    public long? RowCount => null;

    public IReadOnlyList<DataWarning> Warnings => [];

    public ITableReader Open(IReadOnlyCollection<int> fields) => throw new NotSupportedException("The rows are read elsewhere.");
}
