using System.Collections.Immutable;
using Vae.Core.Data;

namespace Vae.MLNet.Tables;

/// <summary>The row that a cursor stands on, as a source gives it: expanded, and its label.</summary>
internal sealed class TableRow
{
    private readonly double[] values;
    private readonly float[] label;
    private readonly int[] offsets;

    /// <param name="width">Numbers of a row.</param>
    /// <param name="hasLabel">Whether there is a label.</param>
    /// <param name="columns">The columns, where it is the row of a table; null where it is one of pictures.</param>
    public TableRow(int width, bool hasLabel, ImmutableArray<TableColumn>? columns)
    {
        values = new double[width];
        label = hasLabel ? new float[1] : [];
        IsTable = columns is not null;
        offsets = new int[columns?.Length ?? 1];
        for (var i = 1; i < offsets.Length; i++)
        {
            offsets[i] = offsets[i - 1] + columns!.Value[i - 1].Width;
        }
    }

    /// <summary>Whether there are columns; else all numbers are one vector.</summary>
    public bool IsTable { get; }

    /// <summary>All numbers.</summary>
    public ReadOnlySpan<double> Values => values;

    public float Label => label[0];

    /// <summary>The number of a column that is no text.</summary>
    public double Number(int column) => values[offsets[column]];

    /// <summary>Moves to the next row.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="Vae.Core.VaeDataException">The row cannot be read.</exception>
    public bool Read(IRowReader reader) => (label.Length == 0 ? reader.Read(values.AsSpan()) : ((ILabelledRowReader)reader).Read(values.AsSpan(), label)) > 0;
}
