using Microsoft.Data.Analysis;
using Vae.Core;
using Vae.Data.Columns;
using Vae.Data.Options;

namespace Vae.MLNet.DataFrames;

/// <summary>Times of data frames, on their way into models.</summary>
public static class DateDataFrameExtensions
{
    /// <summary>
    /// The frame with a column of times replaced by what comes again of them, as <c>TableOptions.Dates</c> does of files: for each part the sine and the cosine of where the time stands in it, called
    /// <c>when.hour.sin</c> and so on. A model cannot learn from times as they are, which new rows will not have.
    /// </summary>
    /// <param name="frame">The frame; not changed.</param>
    /// <param name="columnName">A column of DateTime, taken as the clock has it; of texts such as <c>2020-03-09 10:00:00</c>; or of seconds since 1970, or thousandths, millionths or billionths of one.</param>
    /// <param name="parts">The parts, at least one.</param>
    /// <returns>A new frame with the columns of <paramref name="frame"/>, shared but for that one, in whose place two columns of Double stand for each part, null where the time is.</returns>
    /// <exception cref="ArgumentException">No part is named, or one twice.</exception>
    /// <exception cref="VaeDataException">There is no such column, or it holds what is no time.</exception>
    public static DataFrame WithDateParts(this DataFrame frame, string columnName, params IReadOnlyList<DatePart> parts)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentException.ThrowIfNullOrEmpty(columnName);
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0 || parts.Distinct().Count() < parts.Count)
        {
            throw new ArgumentException("The parts of time are none, or one is named twice; name each once, such as DatePart.Hour.", nameof(parts));
        }

        if (frame.Columns.IndexOf(columnName) is not (>= 0 and var place))
        {
            throw new VaeDataException($"The data frame has no column '{columnName}'; name one that is there.");
        }

        var column = frame.Columns[place];
        var times = Times(column);
        var made = parts.SelectMany(part => DateFeature.Both(columnName, part)).Select(date => new DoubleDataFrameColumn(date.Name, times.Select(time => time is { } there ? date.Of(there) : (double?)null)));
        return new DataFrame([.. frame.Columns.Take(place), .. made, .. frame.Columns.Skip(place + 1)]);
    }

    private static DateTime?[] Times(DataFrameColumn column)
    {
        var read = FrameTimes.Reader(column) ?? throw FrameTimes.NoTimes(column);
        var times = new DateTime?[column.Length];
        for (var row = 0L; row < times.Length; row++)
        {
            times[row] = read(row) ?? (FrameTimes.Found(column, row) is not { } found ? null : throw new VaeDataException(
                Invariant($"Column '{column.Name}' of the data frame, row {row} (counted from 0): found '{found}', {ColumnJudge.Wanted}; correct it, or leave the row out.")));
        }

        return times;
    }
}
