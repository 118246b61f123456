using System.Globalization;
using System.Text;

namespace Vae.Data.Columns;

/// <summary>Reads dates and times.</summary>
internal static class DateText
{
    // A year first, or a day first with points, can mean one thing alone; 03/04/2020 can mean two and is none.
    private static readonly string[] Dates = ["yyyy-MM-dd", "yyyy/MM/dd", "yyyy.MM.dd", "yyyyMMdd", "d.M.yyyy", "dd.MM.yyyy", "d MMM yyyy", "d-MMM-yyyy", "d/MMM/yyyy", "d MMMM yyyy"];
    private static readonly string[] Times = ["", "HH:mm", "HH:mm:ss", "HH:mm:ss.FFFFFFF", "HHmmss"];
    private static readonly string[] Zones = ["", "K", " K", "zzz", " zzz"];
    private static readonly string[] Formats =
    [
        .. from date in Dates
           from time in Times
           from zone in time.Length > 0 ? Zones : [""]
           from between in time.Length > 0 ? new[] { " ", "'T'", ":" } : [""]
           select date + between + time + zone,
    ];

    // Times of one column are written alike.
    [ThreadStatic]
    private static string? lastFormat;

    private const double FirstUnixSecond = 946_684_800; // 2000
    private const double LastUnixSecond = 4_102_444_800; // 2100

    /// <summary>Reads a date, with its time or without, in its own time zone.</summary>
    /// <param name="text">As ISO 8601 has it, or the year first with / or points, or the day first with points or the name of the month.</param>
    /// <param name="time">The time, which is midnight where there is none.</param>
    public static bool TryRead(ReadOnlySpan<byte> text, out DateTime time)
    {
        time = default;
        if (text.Length is < 8 or > 40 || text[0] is < (byte)'0' or > (byte)'9')
        {
            return false;
        }

        Span<char> characters = stackalloc char[64];
        characters = characters[..Encoding.UTF8.GetChars(text, characters)];

        // A zone is read past, not converted: the hour of the day is the one on the clock there.
        if (lastFormat is { } last && TryRead(characters, last, out time))
        {
            return true;
        }

        foreach (var format in Formats)
        {
            if (TryRead(characters, format, out time))
            {
                lastFormat = format;
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a text that is a time ends in its zone: Z, +01:00 or +0100.</summary>
    public static bool HasZone(ReadOnlySpan<byte> text) => text is [.., (byte)'Z' or (byte)'z']
        || text is [.., (byte)'+' or (byte)'-', _, _, (byte)':', _, _] or [.., (byte)'+', _, _, _, _]
        || (text is [.., (byte)'-', _, _, _, _] && text.Contains((byte)':')); // 9-Mar-2020 ends so too

    /// <summary>How the zone of a time is written: as Z, as an offset other than zero, or as neither.</summary>
    public static DigitLook ZoneOf(ReadOnlySpan<byte> text) =>
        !HasZone(text) ? DigitLook.Plain
        : text is [.., (byte)'Z' or (byte)'z'] ? DigitLook.Zoned | DigitLook.Greenwich
        : text[^5..].IndexOfAnyInRange((byte)'1', (byte)'9') >= 0 ? DigitLook.Zoned | DigitLook.Offset
        : DigitLook.Zoned;

    private static bool TryRead(ReadOnlySpan<char> text, string format, out DateTime time)
    {
        var isTime = DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowTrailingWhite, out var found);
        time = found.DateTime;
        return isTime;
    }

    /// <summary>Reads seconds since 1970, or thousandths, millionths or billionths of one, of the years 2000 to 2099.</summary>
    public static bool TryReadUnix(double number, out DateTime time)
    {
        var isTime = IsUnix(number);
        time = isTime ? DateTime.UnixEpoch.AddSeconds(UnixSeconds(number)) : default;
        return isTime;
    }

    /// <summary>Whether a number is such seconds, or parts of one, of the years 2000 to 2099.</summary>
    public static bool IsUnix(double number) => UnixSeconds(number) is >= FirstUnixSecond and < LastUnixSecond;

    private static double UnixSeconds(double number) => number switch
    {
        >= FirstUnixSecond * 1e9 => number / 1e9,
        >= FirstUnixSecond * 1e6 => number / 1e6,
        >= FirstUnixSecond * 1e3 => number / 1e3,
        _ => number,
    };

    /// <summary>Whether a number is a date as 20200131 is one.</summary>
    public static bool IsDigits(double number)
    {
        if (number is < 19000101 or > 21001231 || number != Math.Floor(number))
        {
            return false;
        }

        var (year, month, day) = ((int)number / 10000, (int)number / 100 % 100, (int)number % 100);
        return month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
    }

    /// <summary>Whether a number is a time as 20200131235959 is one, or a day as 31012020 or 200131 may be.</summary>
    public static bool IsDigitTime(double whole)
    {
        const double Clock = 1_000_000;
        return whole switch
        {
            >= 19000101 * Clock and < 21010101 * Clock => IsDigits(Math.Floor(whole / Clock)) && whole % Clock is < 240000 && whole % 10000 < 6000 && whole % 100 < 60,
            >= 1011900 and <= 31122100 => IsDigits((whole % 10000 * 10000) + (Math.Floor(whole / 10000) % 100 * 100) + Math.Floor(whole / Clock)),
            >= 10101 and <= 991231 => IsDigits(20000000 + whole),
            _ => false,
        };
    }

    /// <summary>Whether a number is a month as 202012 is one.</summary>
    public static bool IsMonth(double whole) => whole is >= 190001 and <= 210012 && whole % 100 is >= 1 and <= 12;

    /// <summary>Whether a number is a week of a year as 202053 is one.</summary>
    public static bool IsWeek(double whole) => whole is >= 190001 and <= 210053 && whole % 100 is >= 1 and <= 53;
}
