using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Vae.Cli.Output;

/// <summary>Named results of a command, printed for people as a table or for programs as one JSON object.</summary>
internal sealed class Figures
{
    private readonly List<(string? Name, string Title, object? Value, string Text)> figures = [];

    /// <summary>Adds a number.</summary>
    /// <param name="name">Its field in the JSON object; null leaves it out there.</param>
    /// <param name="title">What people see it called.</param>
    /// <param name="value">The number; null, NaN and infinities become null in JSON and a dash for people.</param>
    /// <param name="format">.NET number format for people.</param>
    /// <param name="unit">What follows it for people.</param>
    public void Add(string? name, string title, double? value, string format, string unit = "")
    {
        var isKnown = value is { } known && double.IsFinite(known);
        var text = isKnown ? value!.Value.ToString(format, CultureInfo.InvariantCulture) + (unit.Length > 0 ? " " + unit : "") : "-";
        figures.Add((name, title, isKnown ? value : null, text));
    }

    /// <summary>Adds a loss in nats a row; null, NaN and infinities are as above.</summary>
    public void AddLoss(string name, string title, double? value) =>
        Add(name, title, value, value is { } loss && Math.Abs(loss) < 1e7 ? "F3" : "E3", "nats a row");

    /// <summary>Adds a whole number.</summary>
    public void Add(string? name, string title, long value, string unit = "") =>
        figures.Add((name, title, value, value.ToString("N0", CultureInfo.InvariantCulture) + (unit.Length > 0 ? " " + unit : "")));

    /// <summary>Adds a number for programs alone.</summary>
    public void AddHidden(string name, double value) => figures.Add((name, "", double.IsFinite(value) ? value : null, ""));

    /// <summary>Adds warnings, for programs alone, which have read no standard error.</summary>
    public void AddWarnings(IEnumerable<Vae.Core.Data.DataWarning> warnings) =>
        figures.Add(("warnings", "", DataWarningLog.ToJson(warnings), ""));

    /// <summary>Adds a text.</summary>
    public void Add(string? name, string title, string value) => figures.Add((name, title, value, value));

    /// <summary>Prints them.</summary>
    public void Write(TextWriter output, bool asJson)
    {
        if (asJson)
        {
            output.WriteLine(ToJson());
            return;
        }

        var width = figures.Max(figure => figure.Title.Length);
        foreach (var figure in figures.Where(figure => figure.Title.Length > 0))
        {
            output.WriteLine(figure.Title.PadRight(width) + "  " + figure.Text);
        }
    }

    private string ToJson()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            foreach (var (name, _, value, _) in figures)
            {
                if (name is not null)
                {
                    json.WritePropertyName(name);
                    JsonSerializer.Serialize(json, value);
                }
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
