using Vae.Data.Options;

namespace Vae.Data.Columns;

/// <summary>A feature that is made of a time: the sine or the cosine of where it stands in a part of time that comes again.</summary>
/// <param name="Source">The column of times.</param>
/// <param name="Part">The part.</param>
/// <param name="IsCosine">Whether it is the cosine.</param>
internal sealed record DateFeature(string Source, DatePart Part, bool IsCosine)
{
    /// <summary>As <c>when.hour.sin</c>.</summary>
    public string Name => $"{Source}.{Part.ToString().ToLowerInvariant()}.{(IsCosine ? "cos" : "sin")}";

    /// <summary>Both features of a part.</summary>
    public static DateFeature[] Both(string source, DatePart part) => [new(source, part, false), new(source, part, true)];

    /// <summary>The feature that has a name; null where the name is that of none.</summary>
    public static DateFeature? Parse(string name)
    {
        var parts = name.Split('.');
        return parts.Length > 2 && parts[^1] is ("sin" or "cos") && Enum.TryParse<DatePart>(parts[^2], ignoreCase: true, out var part) && !char.IsDigit(parts[^2][0])
            ? new DateFeature(string.Join('.', parts[..^2]), part, parts[^1] == "cos")
            : null;
    }

    /// <summary>The feature's value, -1 to 1.</summary>
    public double Of(DateTime time)
    {
        var seconds = time.TimeOfDay.TotalSeconds;
        var turn = Part switch
        {
            DatePart.Minute => (seconds % 3600) / 3600,
            DatePart.Hour => seconds / 86400,
            DatePart.Weekday => (int)time.DayOfWeek / 7.0,
            DatePart.Day => (time.Day - 1) / 31.0,
            DatePart.Month => (time.Month - 1) / 12.0,
            _ => (time.DayOfYear - 1) / 366.0,
        };
        var (sine, cosine) = Math.SinCos(2 * Math.PI * turn);
        return IsCosine ? cosine : sine;
    }
}
