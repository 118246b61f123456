using Vae.Core.Data;

namespace Vae.Core.Tests.Engines.Managed;

/// <summary>Columns of all kinds, and rows of them, for tests.</summary>
internal static class MixedRows
{
    /// <summary>13 features: number, 4 levels, binary, number, count, 1 level, binary, 3 levels.</summary>
    public static readonly TableSchema Schema = new(
        TableColumn.Numeric("a"),
        Levels("b", 4),
        TableColumn.Binary("c"),
        TableColumn.Numeric("d"),
        TableColumn.Count("e"),
        Levels("f", 1),
        TableColumn.Binary("g"),
        Levels("h", 3));

    /// <summary>A column of so many levels.</summary>
    public static TableColumn Levels(string name, int count) => TableColumn.Categorical(name, [.. Enumerable.Range(0, count).Select(i => $"l{i}")]);

    /// <summary>Writes 0 or 1 over the features of binary columns, and a level, at times unseen, over those of categorical ones.</summary>
    public static void Discretise(TableSchema? schema, float[] rows, Random random)
    {
        for (var row = 0; schema is not null && row < rows.Length; row += schema.Width)
        {
            for (var c = 0; c < schema.Columns.Length; c++)
            {
                var features = rows.AsSpan(row + schema.Offset(c), schema.Columns[c].Width);
                if (schema.Columns[c].Kind == ColumnKind.Binary)
                {
                    features[0] = random.Next(2);
                }
                else if (schema.Columns[c].Kind == ColumnKind.Categorical)
                {
                    features.Clear();
                    if (random.Next(8) > 0)
                    {
                        features[random.Next(features.Length)] = 1;
                    }
                }
            }
        }
    }
}
