using System.Globalization;
using System.Text;
using Vae.Data.Options;
using Vae.Data.Tables;

namespace Vae.Data.Columns;

/// <summary>Reads labels. Immutable; safe to use from many threads at once.</summary>
internal sealed class LabelReader
{
    private readonly CellReader cells;
    private readonly byte[]? normal;
    private readonly double? normalNumber;

    public LabelReader(TableOptions options, CellReader cells)
    {
        this.cells = cells;
        if (options.NormalLabel is { } normal)
        {
            this.normal = LevelIndex.Normal(Encoding.UTF8.GetBytes(normal.Trim()));
            normalNumber = cells.Read(TableCell.Of(this.normal.AsSpan()), out var number) is CellMeaning.Number or CellMeaning.Truth ? number : null;
        }
    }

    /// <summary>Reads a label: a number, or 0 and 1 for the normal one and the others; NaN where it is empty.</summary>
    /// <returns>False where it is neither.</returns>
    public bool TryRead(TableCell cell, out float label)
    {
        var meaning = cells.Read(cell, out var number);
        label = (float)number;
        if (meaning == CellMeaning.Missing)
        {
            label = float.NaN;
            return true;
        }

        var isNumber = meaning is CellMeaning.Number or CellMeaning.Truth;
        if (this.normal is null)
        {
            return isNumber && float.IsFinite(label);
        }

        var isNormal = isNumber && normalNumber is { } normal
            ? number == normal
            : cell.Type == CellType.Text && LevelIndex.Normal(cell.Text.Trim(" \t"u8)).AsSpan().SequenceEqual(this.normal);
        label = isNormal ? 0 : 1;
        return true;
    }

    /// <summary>What was wanted of a label, as the end of a sentence.</summary>
    public static string Wanted(string found) =>
        $"a number was wanted: 0 for a normal row, another for an anomaly. Name the label of normal rows (TableOptions.NormalLabel), such as '{found}' if it is that, or name another column";

    /// <summary>The same where labels are numbers of classes.</summary>
    public const string WantedClass = "the number of the row's class was wanted, or nothing where it is not known: number the classes, as 0, 1 and 2, or name another column";

    /// <summary>A label for messages.</summary>
    public static string Show(float label) => label.ToString(CultureInfo.InvariantCulture);
}
