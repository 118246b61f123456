using System.Text.Json;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using Parquet.Schema;
using Vae.Data.Batches;

namespace Vae.Data.Parquet;

/// <summary>Of which zone times were that a Parquet file keeps as those of Greenwich: the format does not say, but its writers do, beside the schema.</summary>
internal static class ParquetZones
{
    private const string ArrowKey = "ARROW:schema";
    private const string PandasKey = "pandas";

    /// <summary>What to say of columns of times.</summary>
    /// <param name="path">The file.</param>
    /// <param name="fields">Its columns.</param>
    /// <param name="metadata">What its writer says of itself.</param>
    public static IEnumerable<DataWarning> Warnings(string path, IEnumerable<Field> fields, IReadOnlyDictionary<string, string> metadata)
    {
        Dictionary<string, string>? zones = null;
        foreach (var field in fields.OfType<DateTimeDataField>())
        {
            var is96Bits = field.DateTimeFormat == DateTimeFormat.Impala;
            if (!is96Bits && (field.DateTimeFormat == DateTimeFormat.Date || !field.IsAdjustedToUTC))
            {
                continue;
            }

            zones ??= Zones(metadata);
            if (!zones.TryGetValue(field.Name, out var zone))
            {
                yield return ZoneNote.OfUnknown(path, field.Name, !is96Bits);
            }
            else if (zone.Length > 0 && !ZoneNote.IsGreenwich(zone))
            {
                yield return ZoneNote.Of(path, field.Name, zone);
            }
        }
    }

    /// <summary>The zones of columns by their names; empty where a column is known to have none.</summary>
    private static Dictionary<string, string> Zones(IReadOnlyDictionary<string, string> metadata)
    {
        try
        {
            return metadata.TryGetValue(ArrowKey, out var schema) ? OfArrow(schema)
                : metadata.TryGetValue(PandasKey, out var json) ? OfPandas(json) : [];
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return []; // what is beside the schema is no part of the table, and may be anything
        }
    }

    private static Dictionary<string, string> OfArrow(string schema)
    {
        using var message = new MemoryStream(Convert.FromBase64String(schema));
        using var reader = new ArrowStreamReader(message);
        return reader.Schema.FieldsList.Where(field => field.DataType is TimestampType).ToDictionary(field => field.Name, field => ((TimestampType)field.DataType).Timezone ?? "");
    }

    private static Dictionary<string, string> OfPandas(string json)
    {
        using var document = JsonDocument.Parse(json);
        var zones = new Dictionary<string, string>();
        foreach (var column in document.RootElement.GetProperty("columns").EnumerateArray())
        {
            if (column.GetProperty("metadata") is { ValueKind: JsonValueKind.Object } about && about.TryGetProperty("timezone", out var zone) && column.GetProperty("name").GetString() is { } name)
            {
                zones[name] = zone.GetString() ?? "";
            }
        }

        return zones;
    }
}
