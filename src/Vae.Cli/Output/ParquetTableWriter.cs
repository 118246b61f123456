using Parquet;
using Parquet.Schema;

namespace Vae.Cli.Output;

/// <summary>Writes a table as Parquet, in row groups that are held in memory until they are full. NaN is a null.</summary>
/// <param name="stream">Receives the file; it need not seek.</param>
internal sealed class ParquetTableWriter(Stream stream) : ITableWriter, IDisposable
{
    private const int MostValues = 1 << 22;
    private const int MostRows = 1 << 17;

    private ParquetColumn[] columns = [];
    private ParquetWriter? writer;
    private int next;
    private int rows;
    private int fullAt;

    public void WriteHeader(IReadOnlyList<OutputColumn> columns)
    {
        this.columns = [.. columns.Select(ParquetColumn.Create)];
        fullAt = Math.Clamp(MostValues / columns.Count, 1, MostRows);
        writer = ParquetWriter.CreateAsync(new ParquetSchema(this.columns.Select(column => column.Field)), stream).GetAwaiter().GetResult();
    }

    public void Write(float value) => columns[next++].Add(value);

    public void Write(double value) => columns[next++].Add(value);

    public void Write(long value) => columns[next++].Add(value);

    public void Write(bool value) => columns[next++].Add(value);

    public void Write(string text) => columns[next++].Add(text);

    public void WriteMissing() => columns[next++].AddMissing();

    public void EndRow()
    {
        next = 0;
        if (++rows == fullAt)
        {
            WriteGroup();
        }
    }

    public void Finish()
    {
        if (rows > 0)
        {
            WriteGroup();
        }

        Close();
    }

    /// <summary>Gives back what is held. What was not finished stays without its footer where that cannot be written: the error that led here is the one to report.</summary>
    public void Dispose()
    {
        try
        {
            Close();
        }
        catch (IOException)
        {
            writer = null;
        }
    }

    /// <summary>Writes the footer, without which the file is none.</summary>
    private void Close()
    {
        writer?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        writer = null;
    }

    private void WriteGroup()
    {
        using var group = writer!.CreateRowGroup();
        foreach (var column in columns)
        {
            column.WriteAsync(group).GetAwaiter().GetResult();
        }

        group.CompleteValidate();
        rows = 0;
    }
}
