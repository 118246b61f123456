using System.Globalization;
using System.Text;
using Microsoft.Data.Analysis;
using Vae.Core;
using Vae.Data.Columns;

namespace Vae.MLNet.DataFrames;

/// <summary>Reads the times of a column of a data frame by the rules of files: texts as <see cref="DateText"/> does, and seconds since 1970, or thousandths, millionths or billionths of one.</summary>
internal static class FrameTimes
{
    /// <summary>Reads the time of a row, null where there is none or it cannot be read; null where the column cannot hold times.</summary>
    public static Func<long, DateTime?>? Reader(DataFrameColumn column) => column switch
    {
        PrimitiveDataFrameColumn<DateTime> times => row => times[row],
        StringDataFrameColumn texts => row => texts[row] is { } text && DateText.TryRead(Encoding.UTF8.GetBytes(text.Trim()), out var time) ? time : null,
        _ when FrameFeatures.Reader(column) is { } read => row => DateText.TryReadUnix(read(row), out var time) ? time : null,
        _ => null,
    };

    /// <summary>What stands in a row that has no time, for people; null where nothing does.</summary>
    public static string? Found(DataFrameColumn column, long row) =>
        column[row] is null or "" or double.NaN or float.NaN ? null : Convert.ToString(column[row], CultureInfo.InvariantCulture);

    public static VaeDataException NoTimes(DataFrameColumn column) => new(
        $"Column '{column.Name}' of the data frame holds {column.DataType.Name}, but times are wanted: DateTime, texts such as 2020-03-09 10:00:00, or seconds since 1970; convert it first.");
}
