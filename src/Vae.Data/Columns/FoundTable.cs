using System.Collections.Immutable;
using System.Text.Json;
using Vae.Core.Processes;
using Vae.Core.Serialization;
using Vae.Data.Options;

namespace Vae.Data.Columns;

/// <summary>What one pass over a whole table has found that can be trained on. Of processes that read one table together the first makes the pass, and tells the others.</summary>
/// <param name="Columns">The columns that hold features.</param>
/// <param name="Profile">What is in all columns, and what the owner should know.</param>
/// <param name="NormalRows">Rows with the label 0.</param>
internal sealed record FoundTable(TableSchema Columns, TableProfile Profile, long NormalRows)
{
    /// <summary>Finds it.</summary>
    /// <param name="layout">The columns of the table.</param>
    /// <param name="options">How it is read, and by which processes.</param>
    /// <param name="schema">Makes a schema of the columns.</param>
    /// <exception cref="VaeDataException">The table cannot be read or trained on, or is another here than in the first process.</exception>
    /// <exception cref="ProcessGroupException">It failed in another process.</exception>
    public static FoundTable Of(ColumnLayout layout, TableOptions options, Func<ImmutableArray<TableColumn>, TableSchema> schema)
    {
        if (options.Processes is not { Size: > 1 } group)
        {
            return Find();
        }

        var found = JsonSerializer.Deserialize<FoundTable>(group.FromFirst(() => JsonSerializer.SerializeToUtf8Bytes(Find(), ModelJson.Settings)), ModelJson.Settings)!;
        group.Together(() => found.Columns.Columns.Select(column => column.Name).SequenceEqual(layout.Features.Select(feature => feature.Name), StringComparer.Ordinal)
            ? true
            : throw new VaeDataException($"'{layout.Table.Path}' has other columns here than in process 0; give all processes the same file."));
        return found;

        FoundTable Find()
        {
            var found = TableFinder.Find(layout, options);
            found.ThrowIfUnusable();
            return new FoundTable(schema(found.Columns), found.Profile, found.NormalRows);
        }
    }
}
