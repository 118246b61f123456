using System.Globalization;

namespace Vae.Cli.Flags.Values;

/// <summary>How often a checkpoint is written: after so many steps, or after so much time.</summary>
/// <param name="Steps">Steps, or null.</param>
/// <param name="Time">Time, or null.</param>
internal sealed record CheckpointInterval(int? Steps, TimeSpan? Time)
{
    /// <summary>Reads 500 (steps), 30s, 5m or 2h.</summary>
    /// <exception cref="FormatException">The text is none of these; the message continues "--every ".</exception>
    public static CheckpointInterval Parse(string text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var steps) && steps > 0)
        {
            return new CheckpointInterval(steps, null);
        }

        var unit = text.Length > 1 ? text[^1] : ' ';
        if (unit is 's' or 'm' or 'h'
            && double.TryParse(text.AsSpan(..^1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number > 0 && number <= 8760)
        {
            return new CheckpointInterval(null, unit switch { 's' => TimeSpan.FromSeconds(number), 'm' => TimeSpan.FromMinutes(number), _ => TimeSpan.FromHours(number) });
        }

        throw new FormatException($"'{text}' is no time and no number of steps; give 30s, 5m, 2h or, for steps, 500");
    }
}
