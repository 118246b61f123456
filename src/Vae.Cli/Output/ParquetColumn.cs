using System.Numerics;
using Parquet;
using Parquet.Schema;

namespace Vae.Cli.Output;

/// <summary>The values of a column of the row group that is being filled.</summary>
internal abstract class ParquetColumn
{
    private ParquetColumn(DataField field) => Field = field;

    /// <summary>The column as the file describes it.</summary>
    public DataField Field { get; }

    /// <summary>An empty column.</summary>
    public static ParquetColumn Create(OutputColumn column) => column.Type switch
    {
        OutputType.Single => new Values<float>(column.Name),
        OutputType.Double => new Values<double>(column.Name),
        OutputType.Whole => new Values<long>(column.Name),
        OutputType.Truth => new Values<bool>(column.Name),
        _ => new Texts(column.Name),
    };

    public void Add<T>(T value)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        if (T.IsNaN(value))
        {
            AddMissing();
        }
        else
        {
            ((Values<T>)this).Items.Add(value);
        }
    }

    public void Add(long value) => ((Values<long>)this).Items.Add(value);

    public void Add(bool value) => ((Values<bool>)this).Items.Add(value);

    public void Add(string text) => ((Texts)this).Items.Add(text);

    public abstract void AddMissing();

    /// <summary>Writes the values into a row group and forgets them.</summary>
    public abstract Task WriteAsync(ParquetRowGroupWriter group);

    private sealed class Values<T>(string name) : ParquetColumn(new DataField<T>(name, nullable: true))
        where T : struct
    {
        public List<T?> Items { get; } = [];

        public override void AddMissing() => Items.Add(null);

        public override async Task WriteAsync(ParquetRowGroupWriter group)
        {
            await group.WriteAsync<T>(Field, Items.ToArray().AsMemory()).ConfigureAwait(false);
            Items.Clear();
        }
    }

    private sealed class Texts(string name) : ParquetColumn(new DataField(name, typeof(string)))
    {
        public List<string?> Items { get; } = [];

        public override void AddMissing() => Items.Add(null);

        public override async Task WriteAsync(ParquetRowGroupWriter group)
        {
            await group.WriteAsync(Field, Items.ToArray()).ConfigureAwait(false);
            Items.Clear();
        }
    }
}
