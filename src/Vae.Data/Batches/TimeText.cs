using System.Globalization;

namespace Vae.Data.Batches;

/// <summary>Times and times of day as texts in the form of ISO 8601. One that no text of that form can be, as infinity of databases, is one odd value and no damage.</summary>
internal static class TimeText
{
    /// <summary>A day.</summary>
    public const string Day = "yyyy-MM-dd";

    /// <summary>A time without a zone.</summary>
    public const string Time = "yyyy-MM-ddTHH:mm:ss.FFFFFFF";

    /// <summary>A time in Greenwich.</summary>
    public const string GreenwichTime = "yyyy-MM-ddTHH:mm:ss.FFFFFFFZ";

    private const string Clock = "HH:mm:ss.FFFFFFF";

    /// <summary>Adds a time of the years 1 to 9999, or the words that it lies beyond them.</summary>
    /// <param name="column">The column.</param>
    /// <param name="value">The time since 1970.</param>
    /// <param name="ticks">What that is in ticks of 100 nanoseconds; may overflow.</param>
    /// <param name="format">How it is written.</param>
    public static void AddTime(TextColumn column, long value, Func<long, long> ticks, string format)
    {
        if (Ticks(value, ticks) is { } since && since >= -DateTime.UnixEpoch.Ticks && since <= (DateTime.MaxValue - DateTime.UnixEpoch).Ticks)
        {
            Span<byte> text = stackalloc byte[40];
            DateTime.UnixEpoch.AddTicks(since).TryFormat(text, out var written, format, CultureInfo.InvariantCulture);
            column.Add(text[..written]);
        }
        else
        {
            column.Add(value < 0 ? "before the year 1"u8 : "after the year 9999"u8);
        }
    }

    /// <summary>Adds a time of day, of which 24:00:00 is the last, as databases have it; or the words that it is none.</summary>
    /// <param name="column">The column.</param>
    /// <param name="value">The time since midnight.</param>
    /// <param name="ticks">What that is in ticks of 100 nanoseconds; may overflow.</param>
    public static void AddClock(TextColumn column, long value, Func<long, long> ticks)
    {
        switch (Ticks(value, ticks))
        {
            case >= 0 and < TimeSpan.TicksPerDay and var since:
                Span<byte> text = stackalloc byte[40];
                new TimeOnly(since).TryFormat(text, out var written, Clock, CultureInfo.InvariantCulture);
                column.Add(text[..written]);
                break;
            case TimeSpan.TicksPerDay:
                column.Add("24:00:00"u8);
                break;
            default:
                column.Add(value < 0 ? "before 00:00:00"u8 : "after 24:00:00"u8);
                break;
        }
    }

    private static long? Ticks(long value, Func<long, long> ticks)
    {
        try
        {
            return ticks(value);
        }
        catch (OverflowException)
        {
            return null;
        }
    }
}
