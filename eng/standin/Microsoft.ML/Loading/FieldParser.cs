using System.Globalization;

namespace Microsoft.ML.Data;

/// <summary>Reads a value out of the text of a field; false where the text is no such value.</summary>
internal delegate bool FieldParser<T>(ReadOnlySpan<char> text, out T value);

/// <summary>The parsers of the kinds of field.</summary>
internal static class FieldParser
{
    private static readonly string[] _trues = ["1", "true", "t", "yes", "y", "+1", "+"];
    private static readonly string[] _falses = ["", "0", "false", "f", "no", "n", "-1", "-"];

    public static (PrimitiveDataViewType Type, Delegate Parser) For(DataKind kind, TextLoader.Options options) => kind switch
    {
        DataKind.SByte => (NumberDataViewType.SByte, Number<sbyte>()),
        DataKind.Byte => (NumberDataViewType.Byte, Number<byte>()),
        DataKind.Int16 => (NumberDataViewType.Int16, Number<short>()),
        DataKind.UInt16 => (NumberDataViewType.UInt16, Number<ushort>()),
        DataKind.Int32 => (NumberDataViewType.Int32, Number<int>()),
        DataKind.UInt32 => (NumberDataViewType.UInt32, Number<uint>()),
        DataKind.Int64 => (NumberDataViewType.Int64, Number<long>()),
        DataKind.UInt64 => (NumberDataViewType.UInt64, Number<ulong>()),
        DataKind.Single => (NumberDataViewType.Single, (FieldParser<float>)((ReadOnlySpan<char> text, out float value) => Real(text, options, out value))),
        DataKind.Double => (NumberDataViewType.Double, (FieldParser<double>)((ReadOnlySpan<char> text, out double value) => Real(text, options, out value))),
        DataKind.String => (TextDataViewType.Instance, (FieldParser<ReadOnlyMemory<char>>)Text),
        DataKind.Boolean => (BooleanDataViewType.Instance, (FieldParser<bool>)Truth),
        DataKind.DateTime => (DateTimeDataViewType.Instance, (FieldParser<DateTime>)Date),
        _ => throw new NotSupportedException($"The stand-in for Microsoft.ML reads no fields of kind {kind}."),
    };

    public static DataKind KindOf(Type type) => type == typeof(ReadOnlyMemory<char>) ? DataKind.String : Enum.Parse<DataKind>(type.Name);

    private static FieldParser<T> Number<T>()
        where T : struct, ISpanParsable<T>
        => (ReadOnlySpan<char> text, out T value) =>
        {
            value = default;
            return text.IsEmpty || T.TryParse(text, CultureInfo.InvariantCulture, out value);
        };

    // An empty field is zero unless told otherwise; what is no number is missing, never an error, as in the real loader.
    private static bool Real<T>(ReadOnlySpan<char> text, TextLoader.Options options, out T value)
        where T : struct, System.Numerics.IFloatingPointIeee754<T>
    {
        if (text.IsEmpty)
        {
            value = options.MissingRealsAsNaNs ? T.NaN : T.Zero;
            return true;
        }

        NumberFormatInfo format = options.DecimalMarker == ',' ? CommaFormat : NumberFormatInfo.InvariantInfo;
        if (!T.TryParse(text, NumberStyles.Float, format, out value))
        {
            value = T.NaN;
        }

        return true;
    }

    private static NumberFormatInfo CommaFormat { get; } = new() { NumberDecimalSeparator = ",", NumberGroupSeparator = "." };

    private static bool Text(ReadOnlySpan<char> text, out ReadOnlyMemory<char> value)
    {
        value = text.ToString().AsMemory();
        return true;
    }

    private static bool Truth(ReadOnlySpan<char> text, out bool value)
    {
        string word = text.ToString().ToLowerInvariant();
        value = _trues.Contains(word);
        return value || _falses.Contains(word);
    }

    private static bool Date(ReadOnlySpan<char> text, out DateTime value) => DateTime.TryParse(text, CultureInfo.InvariantCulture, out value);
}
