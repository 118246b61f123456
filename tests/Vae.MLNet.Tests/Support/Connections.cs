using Microsoft.ML;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Data.Options;

namespace Vae.MLNet.Tests.Support;

/// <summary>A table of made-up connections, and a small model of it.</summary>
internal static class Connections
{
    public static string[] Inputs { get; } = ["Seconds", "Protocol", "Port", "Bytes", "LoggedIn", "Rate", "Zone", "Errors", "Flags"];

    public static Dictionary<string, ColumnKind> Kinds { get; } = new() { ["Port"] = ColumnKind.Categorical, ["Bytes"] = ColumnKind.Count };

    /// <summary>What <see cref="Inputs"/> and <see cref="Kinds"/> make of the rows.</summary>
    public static TableSchema Schema { get; } = new(
        TableColumn.Numeric("Seconds"),
        TableColumn.Categorical("Protocol", "tcp", "icmp", "udp"),
        TableColumn.Categorical("Port", "80", "53", "7"),
        TableColumn.Count("Bytes"),
        TableColumn.Binary("LoggedIn"),
        TableColumn.Numeric("Rate"),
        TableColumn.Categorical("Zone", "1", "2", "3"),
        TableColumn.Numeric("Errors[0]"),
        TableColumn.Numeric("Errors[1]"),
        TableColumn.Categorical("Flags[0]", "a", "b"),
        TableColumn.Categorical("Flags[1]", "a", "b"));

    public static VaeAnomalyDetectionOptions AllColumns { get; } = new()
    {
        InputColumnNames = [.. Inputs],
        Inference = new ColumnInference { Kinds = Kinds },
        LatentColumnName = "Latent",
        ReconstructionColumnName = "Reconstruction",
        ProbabilityColumnName = "Probability",
        FeatureContributionsColumnName = "FeatureContributions",
        Model = TestData.Model,
    };

    public static Connection[] Rows(int count, int seed = 1)
    {
        var random = new Random(seed);
        string[] protocols = ["tcp", "udp", "tcp", "icmp"];
        int[] ports = [80, 53, 80, 7];
        return [.. Enumerable.Range(0, count).Select(i => new Connection
        {
            Seconds = (float)((i % 4) + random.NextDouble()),
            Protocol = protocols[i % 4],
            Port = ports[i % 4],
            Bytes = (long)Math.Exp(10 * random.NextDouble()),
            LoggedIn = i % 2 == 0,
            Rate = random.NextDouble(),
            Zone = (uint)(i % 3),
            Errors = [(float)random.NextDouble(), 1 - (float)random.NextDouble()],
            Flags = [i % 2 == 0 ? "a" : "b", "a"],
            Number = i,
            Time = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddHours(i),
        })];
    }

    /// <summary>Rows like those, and behind them one whose protocol, port and zone no row of training has, and one with nothing where a text or a key may be missing.</summary>
    public static Connection[] RowsWithStrangers(int count)
    {
        var rows = Rows(count, seed: 2);
        rows[^2].Protocol = "gopher";
        rows[^2].Port = 70;
        rows[^2].Zone = 3;
        rows[^1].Protocol = "";
        rows[^1].Flags = ["", "c"];
        return rows;
    }

    public static IDataView View(MLContext context, Connection[] rows) => context.Data.LoadFromEnumerable(rows);

    /// <summary>The expanded row that a model should see, made by other means than those that are tested.</summary>
    public static float[] Expand(Connection row)
    {
        var expanded = new float[Schema.Width];
        new TableEncoder(Schema).Encode(
            [
                Text(row.Seconds), row.Protocol, Text(row.Port), Text(row.Bytes), row.LoggedIn ? "1" : "0", Text((float)row.Rate), row.Zone == 3 ? "" : Text(row.Zone + 1),
                Text(row.Errors[0]), Text(row.Errors[1]), row.Flags[0], row.Flags[1],
            ],
            expanded);
        if (row.Protocol.Length == 0)
        {
            expanded.AsSpan(Schema.Offset(1), 3).Fill(float.NaN); // a missing text, where one of a vector is an unseen level
        }

        return expanded;
    }

    /// <summary>The model's own scores of rows.</summary>
    public static float[] Scores(VaeModel model, Connection[] rows)
    {
        var scores = new float[rows.Length];
        model.Score(rows.SelectMany(Expand).ToArray(), scores);
        return scores;
    }

    private static string Text(IFormattable value) => value.ToString(null, System.Globalization.CultureInfo.InvariantCulture);
}
