using System.Numerics.Tensors;
using Vae.Core.Data;
using Vae.Core.Data.Texts;
using Vae.Core.Models;

namespace Vae.Cli.Output;

/// <summary>A row before and after what is missing of it was filled in, whose values are written column by column of the model.</summary>
/// <param name="model">What fills in.</param>
/// <param name="hasDoubles">Whether observed numbers were read in 64 bits.</param>
internal sealed class FilledRow(VaeModel model, bool hasDoubles)
{
    private readonly TableEncoder? table = model.Columns is { } schema ? new TableEncoder(schema, marksMissing: true) : null;
    private readonly double[] before = new double[model.InputDimension];
    private readonly double[] after = new double[model.InputDimension];
    private readonly float[] floats = new float[model.InputDimension];

    /// <summary>Columns of the model.</summary>
    public int ColumnCount => table?.Schema.Columns.Length ?? before.Length;

    /// <summary>Whether numbers that were filled in are written with a decimal comma, where the file takes texts. Default false.</summary>
    public bool HasDecimalComma { get; init; }

    /// <summary>Takes a row.</summary>
    public void Set(ReadOnlySpan<double> row, ReadOnlySpan<double> filled)
    {
        row.CopyTo(before);
        filled.CopyTo(after);
        TensorPrimitives.ConvertTruncating<double, float>(after, floats);
    }

    /// <summary>What a column holds.</summary>
    public ColumnKind KindOf(int column) => table?.Schema.Columns[column].Kind ?? ColumnKind.Numeric;

    /// <summary>Whether a value was missing and is there now.</summary>
    public bool IsFilled(int column) => double.IsNaN(before[Feature(column)]) && !double.IsNaN(after[Feature(column)]);

    /// <summary>Writes the value of a column, observed or filled in; none where there is none, and of a text that is no level of the model.</summary>
    public void Write(ITableWriter writer, int column)
    {
        var feature = Feature(column);
        var kind = KindOf(column);
        if (kind == ColumnKind.Categorical && table!.Decode(column, floats) is { } level)
        {
            writer.Write(level);
        }
        else if (double.IsNaN(after[feature]) || kind == ColumnKind.Categorical)
        {
            writer.WriteMissing();
        }
        else if (kind == ColumnKind.Binary)
        {
            writer.WriteTruth(after[feature] >= 0.5, model.TruthsOfFeatures.GetValueOrDefault(feature));
        }
        else if (double.IsNaN(before[feature]))
        {
            var origin = model.OriginOf(feature);
            Write(writer, ShortestNumber.Of(origin, (float)(after[feature] - origin)));
        }
        else
        {
            Write(writer, hasDoubles ? after[feature] : ShortestNumber.Of((float)after[feature]));
        }
    }

    private int Feature(int column) => table?.Schema.Offset(column) ?? column;

    private void Write(ITableWriter writer, double number)
    {
        if (HasDecimalComma && writer.TakesTexts)
        {
            writer.Write(number.ToString(System.Globalization.CultureInfo.InvariantCulture).Replace('.', ','));
        }
        else
        {
            writer.Write(number);
        }
    }
}
