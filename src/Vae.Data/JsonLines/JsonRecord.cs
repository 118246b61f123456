using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Vae.Data.Tables;

namespace Vae.Data.JsonLines;

/// <summary>What stands on one line: the values of an object by their names. One object is used for all lines.</summary>
internal sealed class JsonRecord
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 64 };

    private readonly Dictionary<string, int> places = [];
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup;
    private readonly List<string> names = [];
    private readonly List<Entry> entries = [];
    private readonly List<JsonValue> items = [];
    private byte[] text = new byte[1 << 12];
    private char[] name = new char[256];
    private int textLength;
    private int line;

    public JsonRecord() => lookup = places.GetAlternateLookup<ReadOnlySpan<char>>();

    private enum Shape
    {
        Value,
        List,
        Object,
        NestedList,
    }

    /// <summary>All names seen so far, in the order in which they were; a place in it stays.</summary>
    public IReadOnlyList<string> Names => names;

    /// <summary>Reads a line.</summary>
    /// <param name="line">The line, as UTF-8.</param>
    /// <returns>What is wrong with it as a whole, as the end of a sentence that begins with its place; null where it can be read.</returns>
    public string? Read(ReadOnlySpan<byte> line)
    {
        if (!Utf8.IsValid(line))
        {
            return "is not text in UTF-8; save the file as UTF-8";
        }

        try
        {
            ReadObject(line);
            return null;
        }
        catch (JsonException error)
        {
            if (BareNumbers.Quote(line) is { } quoted)
            {
                // As Python writes them: NaN and Infinity are no JSON but mean what they say.
                try
                {
                    ReadObject(quoted);
                    return null;
                }
                catch (JsonException)
                {
                    // The line as it stands is what is told of.
                }
            }

            return Invariant($"is no JSON object: {Reason(error)} (byte {error.BytePositionInLine + 1} of the line)");
        }
    }

    /// <summary>Whether the line has a name, be it with null.</summary>
    public bool IsThere(int place) => place < entries.Count && entries[place].Line == line;

    /// <summary>Whether the line has a name, and with a value other than null.</summary>
    /// <param name="place">The name's place among <see cref="Names"/>.</param>
    public bool Has(int place) => IsThere(place) && entries[place] is var entry && (entry.Shape != Shape.Value || entry.Value.Type != CellType.Missing);

    /// <summary>Items of the list under a name; null where there is none, or no list.</summary>
    public int? ListLength(int place) => Has(place) && entries[place].Shape == Shape.List ? entries[place].Count : null;

    /// <summary>Why what stands under a name can be no cell, as <see cref="Batches.BatchField.Nested"/> takes it; null where it can, or is a list of single values.</summary>
    public string? Nested(int place) => !Has(place) ? null : entries[place].Shape switch
    {
        Shape.Object => "objects",
        Shape.NestedList => "lists of lists or of objects",
        Shape.List when HasText(entries[place]) => "lists of what is no number",
        _ => null,
    };

    /// <summary>Whether a list stands under a name.</summary>
    public bool IsList(int place) => Has(place) && entries[place].Shape is Shape.List or Shape.NestedList;

    /// <summary>The value under a name.</summary>
    /// <param name="place">The name's place among <see cref="Names"/>.</param>
    /// <param name="item">The number of the item where it is a list.</param>
    public TableCell Cell(int place, int item)
    {
        if (!Has(place) || (entries[place].Shape == Shape.List && item >= entries[place].Count))
        {
            return TableCell.Missing;
        }

        var entry = entries[place];
        var value = entry.Shape == Shape.List ? items[entry.First + item] : entry.Value;
        return value.Type switch
        {
            CellType.Text => TableCell.Of(text.AsSpan(value.Start, value.Length)),
            CellType.Number => TableCell.Of(value.Number),
            CellType.Truth => TableCell.Of(value.Number != 0),
            _ => TableCell.Missing,
        };
    }

    private static string Reason(JsonException error)
    {
        var message = error.Message;
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (end < 0 ? message : message[..end]).TrimEnd('.');
    }

    // What jq makes of a list: of objects one a line, of values, which have no names, a line of CSV.
    private static string ListFault(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> blanks = " \t\r\n"u8;
        var first = line.TrimStart(blanks)[1..].TrimStart(blanks);
        return "a list was found; one object a line was wanted, " + (first.IsEmpty || first[0] is (byte)'{' or (byte)']' ? "as 'jq -c .[]' makes of a list"
            : first[0] == (byte)'[' ? "or CSV, as 'jq -r \".[] | @csv\"' makes of lists in a list"
            : "or CSV, as 'jq -r @csv' makes of a list a line");
    }

    private void ReadObject(ReadOnlySpan<byte> line)
    {
        this.line++;
        items.Clear();
        textLength = 0;
        var reader = new Utf8JsonReader(line, Options);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException(reader.TokenType == JsonTokenType.StartArray ? ListFault(line) : "a value was found; one object a line was wanted", null, 0, 0);
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var at = reader.BytesConsumed;
            var place = Place(ref reader);
            if (entries[place].Line == this.line)
            {
                throw new JsonException($"the name '{CellText.Excerpt(names[place])}' is there twice", null, 0, at);
            }

            reader.Read();
            entries[place] = ReadEntry(ref reader) with { Line = this.line };
        }

        if (reader.Read())
        {
            throw new JsonException("more stands behind the object", null, 0, reader.BytesConsumed);
        }
    }

    private int Place(ref Utf8JsonReader reader)
    {
        if (this.name.Length < reader.ValueSpan.Length)
        {
            this.name = new char[reader.ValueSpan.Length * 2];
        }

        ReadOnlySpan<char> name;
        try
        {
            name = this.name.AsSpan(0, reader.CopyString(this.name));
        }
        catch (InvalidOperationException error)
        {
            throw new JsonException("a name is no UTF-8 text", null, 0, reader.TokenStartIndex, error);
        }

        if (lookup.TryGetValue(name, out var place))
        {
            return place;
        }

        place = names.Count;
        names.Add(name.ToString());
        places.Add(names[^1], place);
        entries.Add(default);
        return place;
    }

    private Entry ReadEntry(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            reader.Skip();
            return new Entry { Shape = Shape.Object };
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return new Entry { Value = ReadValue(ref reader) };
        }

        var first = items.Count;
        var isNested = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
            {
                isNested = true;
                reader.Skip();
            }
            else
            {
                items.Add(ReadValue(ref reader));
            }
        }

        return new Entry { Shape = isNested ? Shape.NestedList : Shape.List, First = first, Count = items.Count - first };
    }

    private JsonValue ReadValue(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.True:
                return new JsonValue(CellType.Truth, 1);
            case JsonTokenType.False:
                return new JsonValue(CellType.Truth);
            case JsonTokenType.Number when double.TryParse(reader.ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number):
                return new JsonValue(CellType.Number, number);
            case JsonTokenType.Number: // beyond doubles: a text, of which the rules say what becomes
            case JsonTokenType.String:
                return ReadText(ref reader);
            default:
                return new JsonValue(CellType.Missing);
        }
    }

    private JsonValue ReadText(ref Utf8JsonReader reader)
    {
        var longest = reader.ValueSpan.Length;
        if (text.Length - textLength < longest)
        {
            Array.Resize(ref text, Math.Max(2 * text.Length, textLength + longest));
        }

        var start = textLength;
        if (reader.TokenType == JsonTokenType.String && reader.ValueIsEscaped)
        {
            try
            {
                textLength += reader.CopyString(text.AsSpan(start));
            }
            catch (InvalidOperationException error)
            {
                throw new JsonException("a text holds what is no character", null, 0, reader.TokenStartIndex, error);
            }
        }
        else
        {
            reader.ValueSpan.CopyTo(text.AsSpan(start));
            textLength += longest;
        }

        return new JsonValue(CellType.Text, 0, start, textLength - start);
    }

    private bool HasText(Entry entry)
    {
        for (var item = 0; item < entry.Count; item++)
        {
            if (items[entry.First + item].Type == CellType.Text && !IsNumber(items[entry.First + item]))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsNumber(JsonValue text) => double.TryParse(this.text.AsSpan(text.Start, text.Length), NumberStyles.Float, CultureInfo.InvariantCulture, out _)
        || Encoding.UTF8.GetString(this.text, text.Start, text.Length) is "Infinity" or "-Infinity" or "NaN";

    private readonly record struct Entry
    {
        public int Line { get; init; }

        public Shape Shape { get; init; }

        public JsonValue Value { get; init; }

        public int First { get; init; }

        public int Count { get; init; }
    }
}
