using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Vae.Core.Data;

namespace Vae.Core.Serialization;

/// <summary>Columns as a list of <c>{ name, kind, levels }</c>, levels only where there are any. What is read is checked by the types' own constructors.</summary>
internal sealed class TableSchemaConverter : JsonConverter<TableSchema>
{
    public override TableSchema Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var columns = JsonSerializer.Deserialize<ColumnForm?[]>(ref reader, options) ?? throw new JsonException("columns is null; a list was wanted.");
        try
        {
            return new TableSchema(
                [.. columns.Select(column => column is null
                    ? throw new JsonException("columns holds a null.")
                    : new TableColumn(column.Name, column.Kind, column.Levels is { } levels ? [.. levels] : default(ImmutableArray<string>)))]);
        }
        catch (ArgumentException exception)
        {
            throw new JsonException(exception.Message, exception);
        }
    }

    public override void Write(Utf8JsonWriter writer, TableSchema value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(
            writer,
            value.Columns.Select(column => new ColumnForm
            {
                Name = column.Name,
                Kind = column.Kind,
                Levels = column.Levels.IsEmpty ? null : [.. column.Levels],
            }).ToArray(),
            options);

    private sealed record ColumnForm
    {
        public required string Name { get; init; }

        public required ColumnKind Kind { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string[]? Levels { get; init; }
    }
}
