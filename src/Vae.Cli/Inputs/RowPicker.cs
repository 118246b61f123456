using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Data.Texts;
using Vae.Core.Models;

namespace Vae.Cli.Inputs;

/// <summary>Reads a few rows of a source.</summary>
internal static class RowPicker
{
    /// <summary>The rows with these numbers, in their order, as exactly as the source has them.</summary>
    /// <param name="model">The model that they are for.</param>
    /// <param name="source">The source.</param>
    /// <param name="path">Its file, for errors.</param>
    /// <param name="numbers">Numbers of rows, from 0.</param>
    /// <param name="cancellationToken">Ends the reading early.</param>
    /// <exception cref="VaeDataException">There is no such row, or it has a missing value.</exception>
    public static double[] Pick(VaeModel model, IRowSource source, string path, IReadOnlyList<int> numbers, CancellationToken cancellationToken)
    {
        var width = source.ColumnCount;
        var picked = new double[numbers.Count * width];
        var batch = new double[RowPass.BatchRows(width) * width];
        var last = numbers.Max();
        long first = 0;
        using var reader = source.OpenReader();
        while (first <= last)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = reader.Read(batch.AsSpan());
            if (count == 0)
            {
                throw new VaeDataException(Invariant($"'{path}' has {first} rows, counted from 0, but row {last} was asked for; choose another."));
            }

            for (var i = 0; i < numbers.Count; i++)
            {
                if (numbers[i] >= first && numbers[i] < first + count)
                {
                    batch.AsSpan((int)(numbers[i] - first) * width, width).CopyTo(picked.AsSpan(i * width));
                }
            }

            first += count;
        }

        for (var i = 0; i < picked.Length && !source.HasDoubles; i++)
        {
            picked[i] = ShortestNumber.Of((float)picked[i]);
        }

        for (var i = 0; i < numbers.Count; i++)
        {
            if (!FiniteRowSource.IsUsable<double>(picked.AsSpan(i * width, width), model))
            {
                var what = FiniteRowSource.Allows(model) ? "no value, or one that cannot be read" : "a missing value, or one that cannot be read";
                throw new VaeDataException(Invariant($"Row {numbers[i]} of '{path}', counted from 0, has {what}, so it has no code; choose another."));
            }
        }

        return picked;
    }

    /// <summary>The first rows that have no missing value, as many as there are up to a number.</summary>
    /// <exception cref="VaeDataException">There is none.</exception>
    public static float[] First(IRowSource source, string path, int count)
    {
        using var reader = new FiniteRowSource(source, allowsMissing: false).OpenReader();
        var rows = new List<float>();
        var batch = new float[Math.Min(count, RowPass.BatchRows(source.ColumnCount)) * source.ColumnCount];
        for (int read, left = count; left > 0; left -= read)
        {
            read = reader.Read(batch.AsSpan(0, (int)Math.Min((long)left * source.ColumnCount, batch.Length)));
            if (read == 0)
            {
                break;
            }

            rows.AddRange(batch.AsSpan(0, read * source.ColumnCount));
        }

        return rows.Count > 0
            ? [.. rows]
            : throw new VaeDataException($"'{path}' has no row without missing values, so there is nothing to rebuild; give one that has.");
    }
}
