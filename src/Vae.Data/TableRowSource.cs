using System.Collections.Immutable;
using Vae.Data.Columns;
using Vae.Data.Options;
using Vae.Data.Tables;

namespace Vae.Data;

/// <summary>
/// Rows of a table in a file, read anew in every pass and never held as a whole, whatever its format. What the columns mean is decided here, by <see cref="TableOptions"/>.
/// </summary>
/// <remarks>
/// With <see cref="TableOptions.Inference"/> one pass over the whole table tells the kinds: a column that is 95 % numbers is a column of numbers, and a text in it an error that names its place in the
/// file. <see cref="Profile"/> then holds what was found and what its owner should know.
/// </remarks>
public abstract class TableRowSource : ILabelledRowSource
{
    private readonly TableForm form;
    private ReadTally? lastTally;

    /// <summary>Lays a table out.</summary>
    /// <param name="table">The table.</param>
    /// <param name="options">What its columns mean.</param>
    /// <exception cref="VaeDataException">A column that the options ask for is not there, or the table cannot be read as they say.</exception>
    /// <exception cref="ArgumentException">A value of <see cref="TableOptions.Inference"/> or <see cref="TableOptions.Threads"/> is out of range.</exception>
    private protected TableRowSource(ITable table, TableOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.Threads);
        var layout = ColumnLayout.Of(table, options);
        ImmutableArray<TableColumn> columns;
        if (options.Columns is { } given)
        {
            columns = given.Columns;
        }
        else if (options.Inference is not null)
        {
            var found = FoundTable.Of(layout, options, columns => Schema(table, columns));
            (columns, Profile, NormalRowCount) = (found.Columns.Columns, found.Profile, layout.LabelField < 0 || layout.WeightField >= 0 ? null : found.NormalRows);
        }
        else
        {
            columns = [.. layout.Features.Select(feature => Numeric(table, feature.Name))];
        }

        var schema = Schema(table, columns);
        form = new TableForm(layout, options, schema);
        Warnings = Profile?.Warnings ?? layout.Warnings;
        Columns = schema.IsNumeric ? null : schema;
        var hasNames = layout.Names.AreThere || Columns is not null || layout.ContextCount > 0 || layout.Features.Any(feature => feature.Date is not null);
        ColumnNames = hasNames ? schema.FeatureNames : null;
        ContextColumnCount = layout.ContextCount;
        LabelName = layout.LabelName;
        WeightName = layout.WeightName;
        RowCount = table.RowCount ?? Profile?.Rows;
    }

    /// <inheritdoc/>
    public int ColumnCount => form.Width;

    /// <inheritdoc/>
    public TableSchema? Columns { get; }

    /// <inheritdoc/>
    public int ContextColumnCount { get; }

    /// <summary>One name a feature, or null where the file has no names and holds numbers alone.</summary>
    public IReadOnlyList<string>? ColumnNames { get; }

    /// <summary>Rows where the file tells, or the pass of <see cref="TableOptions.Inference"/> has counted them; null where only a pass can tell.</summary>
    public long? RowCount { get; }

    /// <inheritdoc/>
    public string? LabelName { get; }

    /// <inheritdoc/>
    public string? WeightName { get; }

    /// <summary>Rows with the label 0 where the pass of <see cref="TableOptions.Inference"/> has counted them; null where only a pass can tell, or rows have weights.</summary>
    public long? NormalRowCount { get; }

    /// <summary>Always true: numbers are read in double.</summary>
    public bool HasDoubles => true;

    /// <inheritdoc/>
    public TableProfile? Profile { get; }

    /// <summary>What the table calls the values of its columns of truth values, as <see cref="Profile"/> has them; empty where that is null.</summary>
    public IReadOnlyList<ColumnTruths> Truths =>
        [.. (Profile?.Columns ?? []).Select(column => TruthWords.Of(column) is { } words ? new ColumnTruths(column.Name, words.False, words.True) : null).OfType<ColumnTruths>()];

    /// <summary>What the owner of the data should know, as far as opening the file has shown it.</summary>
    public IReadOnlyList<DataWarning> Warnings { get; }

    /// <summary>What the pass that came to its end last met; null before one has.</summary>
    public ReadTally? LastTally => Volatile.Read(ref lastTally);

    /// <summary>The table, and what each of its fields is.</summary>
    internal ColumnLayout Layout => form.Layout;

    /// <summary>The columns that hold features, whatever they hold.</summary>
    internal ImmutableArray<TableColumn> FeatureColumns => form.Columns;

    /// <inheritdoc/>
    public IRowReader OpenReader() => Open(keepsTexts: false);

    /// <summary>Starts a pass of which some rows are wanted: the records of others are told apart, and their cells not looked at, nor what is wrong with them.</summary>
    /// <inheritdoc/>
    public IRowReader OpenReader(RowShare share) => Open(keepsTexts: false, WeightName is null ? share : null);

    /// <inheritdoc/>
    public ILabelledRowReader OpenLabelledReader() => LabelName is not null ? Open(keepsTexts: false) : throw RowBuffers.NoLabels();

    /// <summary>Starts a pass that gives the texts of categorical columns too, and labels where there are any.</summary>
    /// <exception cref="VaeDataException">The file cannot be opened or no longer looks as it did.</exception>
    internal TableRowReader OpenTableReader() => Open(keepsTexts: true);

    /// <summary>The texts of a few rows as the file has them, one a column that holds features.</summary>
    /// <param name="numbers">Numbers of rows, from 0.</param>
    /// <exception cref="VaeDataException">There is no such row.</exception>
    internal string[][] ReadTexts(IReadOnlyCollection<int> numbers)
    {
        var found = new Dictionary<int, string[]>();
        HashSet<int> wanted = [.. numbers];
        using var reader = form.Layout.OpenTable();
        for (int row = 0; found.Count < wanted.Count; row++)
        {
            form.Cancellation.ThrowIfCancellationRequested();
            if (!reader.Read())
            {
                throw new VaeDataException(Invariant($"'{form.Layout.Table.Path}' has {row} rows, counted from 0, but row {numbers.Max()} was asked for; choose another."));
            }

            if (wanted.Contains(row))
            {
                var texts = new string[form.Columns.Length];
                for (var column = 0; column < texts.Length; column++)
                {
                    texts[column] = reader.Fault is null ? reader.Cell(form.Layout.Features[column].Field).ToString() : "";
                }

                found[row] = texts;
            }
        }

        return [.. numbers.Select(number => found[number])];
    }

    private TableRowReader Open(bool keepsTexts, RowShare? share = null) => new(form, tally => Volatile.Write(ref lastTally, tally), share) { KeepsTexts = keepsTexts };

    /// <summary>The texts of all rows as the file has them, one a column that holds features; the array is the same for every row.</summary>
    internal IEnumerable<string[]> ReadAllTexts()
    {
        var texts = new string[form.Columns.Length];
        using var reader = form.Layout.OpenTable();
        while (reader.Read())
        {
            form.Cancellation.ThrowIfCancellationRequested();
            for (var column = 0; column < texts.Length; column++)
            {
                texts[column] = reader.Fault is null ? reader.Cell(form.Layout.Features[column].Field).ToString() : "";
            }

            yield return texts;
        }
    }

    private static TableColumn Numeric(ITable table, string name)
    {
        try
        {
            return TableColumn.Numeric(name);
        }
        catch (ArgumentException error)
        {
            throw new VaeDataException($"'{table.Path}': {error.Message}", error);
        }
    }

    private static TableSchema Schema(ITable table, ImmutableArray<TableColumn> columns)
    {
        try
        {
            return new TableSchema(columns);
        }
        catch (ArgumentException error)
        {
            throw new VaeDataException($"'{table.Path}': {error.Message}", error);
        }
    }
}
