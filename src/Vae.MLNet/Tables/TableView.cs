using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Vae.Core;
using Vae.Core.Data;
using Vae.Data;
using Vae.Data.Options;
using Vae.MLNet.Columns;

namespace Vae.MLNet.Tables;

/// <summary>The rows of files as a data view, by the rules of <c>vae train</c>; made by <see cref="VaeCatalog.LoadTable(string, RowSourceOptions?)"/>.</summary>
/// <remarks>
/// Columns of numbers, counts and truth values are Double, NaN where a value is missing; columns of text are text: a level of the column, or what else the file holds, empty where the value is missing. Our own
/// estimators know the kinds and levels that were found in the file, also behind steps that leave the columns as they are. A file of pictures has one column <c>Features</c>. The label is a Single: 0 for a
/// normal row, 1 or another number for an anomaly, NaN where there is none. Every cursor reads the file anew, and nothing is kept of it.
/// </remarks>
public sealed class TableView : IDataView
{
    private const string Features = "Features";

    private readonly ILabelledRowSource source;
    private readonly IChannelProvider log;
    private readonly HashSet<DataWarning> told = [];

    /// <param name="source">The rows.</param>
    /// <param name="log">Where what is met in the rows is said.</param>
    internal TableView(ILabelledRowSource source, IChannelProvider log)
    {
        this.source = source;
        this.log = log;
        var builder = new DataViewSchema.Builder();
        if (source is TableRowSource table)
        {
            var truths = table.Truths.ToLookup(column => column.Column);
            foreach (var column in table.FeatureColumns)
            {
                builder.AddColumn(column.Name, column.Kind == ColumnKind.Categorical ? TextDataViewType.Instance : NumberDataViewType.Double, ColumnMeaning.Annotate(column, truths[column.Name].FirstOrDefault()));
            }

            InputColumnNames = [.. table.FeatureColumns.Select(column => column.Name)];
            ContextColumnNames = InputColumnNames[^source.ContextColumnCount..];
            Warnings = table.Warnings;
        }
        else
        {
            builder.AddColumn(Features, new VectorDataViewType(source.HasDoubles ? NumberDataViewType.Double : NumberDataViewType.Single, source.ColumnCount));
            InputColumnNames = [Features];
            ContextColumnNames = [];
            Warnings = [];
        }

        LabelColumnName = source.LabelName;
        if (LabelColumnName is not null)
        {
            builder.AddColumn(LabelColumnName, NumberDataViewType.Single);
        }

        WeightColumnName = source.WeightName;
        if (WeightColumnName is not null)
        {
            builder.AddColumn(WeightColumnName, NumberDataViewType.Single);
        }

        Schema = builder.ToSchema();
        Tell("Loading", Warnings);
    }

    /// <summary>The columns that hold features, in the order of the file: for <see cref="VaeEstimatorOptions.InputColumnNames"/>.</summary>
    public ImmutableArray<string> InputColumnNames { get; }

    /// <summary>Those of them that are context (<see cref="TableOptions.ContextColumns"/>), the last ones: for <see cref="VaeEstimatorOptions.ContextColumnNames"/>. Empty where the options name none.</summary>
    public ImmutableArray<string> ContextColumnNames { get; }

    /// <summary>The column that holds the label; null where the file has none, or none was named.</summary>
    public string? LabelColumnName { get; }

    /// <summary>The column that holds the weight of each row (<see cref="TableOptions.WeightColumn"/>), for <see cref="VaeEstimatorOptions.ExampleWeightColumnName"/>; null where none was named.</summary>
    public string? WeightColumnName { get; }

    /// <summary>What was found in the file, column by column; null where it was opened by columns that were given, and of pictures.</summary>
    public TableProfile? Profile => source.Profile;

    /// <summary>What the owner of the file should know, as far as opening it has shown; the log of the context says it too.</summary>
    public IReadOnlyList<DataWarning> Warnings { get; }

    /// <summary>The feature columns and, behind them, the label and the weight.</summary>
    public DataViewSchema Schema { get; }

    /// <summary>Always false: files are read from front to back.</summary>
    public bool CanShuffle => false;

    /// <summary>Rows where the file tells, or finding out what its columns hold has counted them; null where only a pass can tell.</summary>
    public long? GetRowCount() => source.RowCount;

    /// <summary>Starts a pass over the file.</summary>
    /// <param name="columnsNeeded">Columns of this view.</param>
    /// <param name="rand">Not used: rows come in the order of the file.</param>
    /// <returns>The cursor, which the caller disposes. At the end of the data it says in the log which rows could not be read.</returns>
    /// <exception cref="ArgumentException">A column is none of this view.</exception>
    /// <exception cref="VaeDataException">The file cannot be opened any more, or was changed; while reading, a row cannot be read and <see cref="TableOptions.InvalidRows"/> is Error.</exception>
    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        ArgumentNullException.ThrowIfNull(columnsNeeded);
        var active = new bool[Schema.Count];
        foreach (var column in columnsNeeded)
        {
            if ((uint)column.Index >= (uint)active.Length || Schema[column.Index].Name != column.Name)
            {
                throw new ArgumentException($"Column '{column.Name}' does not belong to this data view; take columns from its own Schema.", nameof(columnsNeeded));
            }

            active[column.Index] = true;
        }

        var table = source as TableRowSource;
        var reader = table?.OpenTableReader();
        return new TableCursor(Schema, active, LabelColumnName is null ? -1 : Schema[LabelColumnName].Index, reader ?? (LabelColumnName is null ? source.OpenReader() : source.OpenLabelledReader()), new TableRow(source.ColumnCount, LabelColumnName is not null, table?.FeatureColumns), reader, () =>
        {
            if (reader is not null)
            {
                Tell("Reading", reader.Tally.Warnings("were read as missing").Where(warning => warning.Code != "unseen-levels"));
            }
        });
    }

    /// <summary>One cursor: a file is read from front to back.</summary>
    /// <param name="columnsNeeded">Columns of this view.</param>
    /// <param name="n">Cursors that are wanted at most.</param>
    /// <param name="rand">Not used.</param>
    /// <returns>The cursor, as of <see cref="GetRowCursor"/>.</returns>
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => [GetRowCursor(columnsNeeded, rand)];

    private void Tell(string what, IEnumerable<DataWarning> warnings)
    {
        lock (told)
        {
            DataWarning[] news = [.. warnings.Where(told.Add)];
            if (news.Length > 0)
            {
                using var channel = log.Start(what);
                foreach (var warning in news)
                {
                    channel.Warning(MessageSensitivity.None, "{0}", warning.Message);
                }
            }
        }
    }
}
