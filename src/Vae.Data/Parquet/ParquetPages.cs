using Parquet.Meta;
using Type = Parquet.Meta.Type;

namespace Vae.Data.Parquet;

/// <summary>Looks at the headers of a column's pages before the library does, which does not come back from some that are damaged and takes others for what they are not.</summary>
internal static class ParquetPages
{
    // Field numbers of PageHeader in parquet.thrift.
    private const int UncompressedSize = 2;
    private const int CompressedSize = 3;
    private const int DataPage = 5;
    private const int DataPageV2 = 8;
    private const int NumberOfValues = 1;
    private const int Encoding = 2;
    private const int EncodingV2 = 4;

    private const int MostHeaderBytes = 1 << 24;
    private const long MostPageBytes = 1L << 30;

    /// <summary>Throws where the pages of a column are not as its metadata say, or hold what the library misreads.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="column">The metadata.</param>
    /// <exception cref="InvalidDataException">They are not.</exception>
    /// <exception cref="NotSupportedException">They hold truth values in runs, which the library takes for others without a word.</exception>
    public static void ThrowIfUnreadable(Stream stream, ColumnMetaData column)
    {
        var start = column.DictionaryPageOffset is > 0 and var dictionary && dictionary < column.DataPageOffset ? dictionary : column.DataPageOffset;
        if (start < 4 || column.TotalCompressedSize < 0 || start > stream.Length - column.TotalCompressedSize)
        {
            throw new InvalidDataException("it does not lie within the file");
        }

        var (at, end) = (start, start + column.TotalCompressedSize);
        long values = 0;
        while (values < column.NumValues)
        {
            var (header, numbers) = ReadHeader(stream, at, end);
            var (packed, unpacked) = (numbers.GetValueOrDefault((0, CompressedSize), -1), numbers.GetValueOrDefault((0, UncompressedSize), -1));
            var found = numbers.GetValueOrDefault((DataPage, NumberOfValues)) + numbers.GetValueOrDefault((DataPageV2, NumberOfValues));
            if (packed < 0 || unpacked is < 0 or > MostPageBytes || found < 0 || packed > end - at - header)
            {
                throw new InvalidDataException("the sizes of its pages cannot be");
            }

            if (found > 0 && column.Type == Type.BOOLEAN && (IsInRuns(numbers, DataPage, Encoding) || IsInRuns(numbers, DataPageV2, EncodingV2)))
            {
                throw new NotSupportedException("truth values in runs, RLE");
            }

            at += header + packed;
            values += found;
        }

        if (values != column.NumValues)
        {
            throw new InvalidDataException("its pages hold another number of values than it says");
        }
    }

    private static bool IsInRuns(IReadOnlyDictionary<(int Parent, int Field), long> numbers, int page, int encoding) => numbers.GetValueOrDefault((page, encoding), -1) == (long)global::Parquet.Meta.Encoding.RLE;

    private static (int Length, IReadOnlyDictionary<(int Parent, int Field), long> Numbers) ReadHeader(Stream stream, long at, long end)
    {
        // Headers are some ten bytes, but may hold statistics of long texts.
        for (var length = 256L; ; length *= 16)
        {
            var bytes = new byte[Math.Min(length, end - at)];
            stream.Position = at;
            stream.ReadExactly(bytes);
            if (ThriftStruct.TryWalk(bytes, out var header, out var numbers))
            {
                return (header, numbers);
            }

            if (bytes.Length < length || length >= MostHeaderBytes)
            {
                throw new InvalidDataException("the header of a page is damaged");
            }
        }
    }
}
