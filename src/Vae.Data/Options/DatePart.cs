namespace Vae.Data.Options;

/// <summary>A part of a time that comes again and again.</summary>
public enum DatePart
{
    /// <summary>Where in the hour, by seconds.</summary>
    Minute,

    /// <summary>Where in the day, by seconds.</summary>
    Hour,

    /// <summary>Which day of the week.</summary>
    Weekday,

    /// <summary>Which day of the month, of 31.</summary>
    Day,

    /// <summary>Which month.</summary>
    Month,

    /// <summary>Which day of the year, of 366.</summary>
    Yearday,
}
