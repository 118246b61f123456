namespace Microsoft.ML.Data;

/// <summary>How a text file is laid out.</summary>
public sealed class TextLoader
{
    private TextLoader()
    {
    }

    /// <summary>A column, and the fields that make it.</summary>
    public sealed class Column
    {
        public string Name;

        public Range[] Source;

        public KeyCount KeyCount;

        public Column()
        {
        }

        public Column(string name, DataKind dataKind, int index)
            : this(name, dataKind, [new Range(index)])
        {
        }

        public Column(string name, DataKind dataKind, int minIndex, int maxIndex)
            : this(name, dataKind, [new Range(minIndex, maxIndex)])
        {
        }

        public Column(string name, DataKind dataKind, Range[] source, KeyCount keyCount = null)
        {
            ArgumentNullException.ThrowIfNull(name);
            ArgumentNullException.ThrowIfNull(source);
            Name = name;
            DataKind = dataKind;
            Source = source;
            KeyCount = keyCount;
        }

        public DataKind DataKind { get; set; } = DataKind.Single;
    }

    /// <summary>Fields from one to another, both included; without a last one, to the end of the line.</summary>
    public sealed class Range
    {
        public int Min;

        public int? Max;

        public bool AutoEnd;

        public bool ForceVector;

        public Range()
        {
        }

        public Range(int index)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            Min = index;
            Max = index;
        }

        public Range(int min, int? max)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(min);
            if (max < min)
            {
                throw new ArgumentException($"The last field, {max}, lies before the first, {min}.", nameof(max));
            }

            Min = min;
            Max = max;
            AutoEnd = max is null;
            ForceVector = true;
        }
    }

    /// <summary>The file's format and columns.</summary>
    public class Options
    {
        public bool AllowQuoting;

        public bool AllowSparse;

        public char[] Separators = ['\t'];

        public char DecimalMarker = '.';

        public Column[] Columns;

        public bool TrimWhitespace;

        public bool HasHeader;

        public long? MaxRows;

        public bool MissingRealsAsNaNs;
    }
}
