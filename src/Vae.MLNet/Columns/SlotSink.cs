using Vae.Core.Data;

namespace Vae.MLNet.Columns;

/// <summary>Where the values of one input column go in an expanded row.</summary>
/// <param name="encoder">Encodes the table's columns.</param>
/// <param name="first">The table's column that the first slot is.</param>
internal readonly struct SlotSink(TableEncoder encoder, int first)
{
    /// <summary>Whether the column's values are names of levels.</summary>
    public bool IsCategorical => encoder.Schema.Columns[first].Kind == ColumnKind.Categorical;

    public void Number(int slot, double value, Span<double> row) => row[encoder.Schema.Offset(first + slot)] = value;

    public void Text(int slot, ReadOnlySpan<char> value, Span<double> row) => encoder.EncodeText(first + slot, value, row);

    /// <summary>A key, counted from 1; 0 is a missing one.</summary>
    public void Key(int slot, ulong value, Span<double> row)
    {
        var (offset, end) = (encoder.Schema.Offset(first + slot), encoder.Schema.Offset(first + slot + 1));
        var levels = row[offset..end];
        if (value == 0)
        {
            levels.Fill(encoder.MarksMissing ? double.NaN : 0);
            return;
        }

        levels.Clear();
        if (value <= (ulong)levels.Length)
        {
            levels[(int)value - 1] = 1;
        }
    }
}
