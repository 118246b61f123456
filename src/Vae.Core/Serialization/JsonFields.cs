using System.Text.Json;

namespace Vae.Core.Serialization;

/// <summary>
/// The fields of one object of a model file's JSON. Each is asked for by name; one that is missing without a value to stand for it is an error, and so is one that nobody asked for.
/// </summary>
/// <remarks>
/// Written out type by type, where a serializer would find out by reflection what there is: that costs more than half of what the runtime compiles before <c>vae score</c> has scored its first row, and
/// much of it (a converter for each enumeration and each nullable number) cannot be compiled ahead.
/// </remarks>
internal sealed partial class JsonFields
{
    private const int MostText = 40;

    private readonly JsonElement element;
    private readonly string path;
    private readonly List<string> known = [];

    private JsonFields(JsonElement element, string path)
    {
        this.element = element.ValueKind == JsonValueKind.Object ? element : throw Unfit(path, "an object", element, MostText);
        this.path = path;
    }

    /// <summary>Reads a whole document.</summary>
    /// <exception cref="JsonException">It is no JSON, nests deeper than 16, names a field twice, or is not what <paramref name="read"/> asks for.</exception>
    public static T Read<T>(ReadOnlyMemory<byte> json, Func<JsonFields, T> read)
        where T : class
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 16, AllowDuplicateProperties = false });
        return Read(document.RootElement, "$", read);
    }

    public int Int32(string name, int? otherwise = null) => Find(name) is not { } found
        ? otherwise ?? throw Missing(name)
        : found.ValueKind == JsonValueKind.Number && found.TryGetInt32(out var value) ? value : throw Unfit(name, "a whole number of 32 bits", found);

    public int? Int32OrNull(string name) => IsNull(name) ? null : Int32(name);

    public long Int64(string name, long? otherwise = null) => Find(name) is not { } found ? otherwise ?? throw Missing(name) : Int64(name, found);

    public long? Int64OrNull(string name) => IsNull(name) ? null : Int64(name);

    public float Single(string name, float? otherwise = null) => Find(name) is not { } found ? otherwise ?? throw Missing(name) : Single(name, found);

    public float? SingleOrNull(string name) => IsNull(name) ? null : Single(name);

    public double Double(string name, double? otherwise = null) => Find(name) is not { } found ? otherwise ?? throw Missing(name) : Double(name, found);

    /// <param name="name">The field.</param>
    /// <param name="isRequired">Whether it has to be there, if only as null.</param>
    public double? DoubleOrNull(string name, bool isRequired = false) => IsNull(name, isRequired) ? null : Double(name);

    public bool Boolean(string name, bool? otherwise = null) => Find(name) is not { } found
        ? otherwise ?? throw Missing(name)
        : found.ValueKind is JsonValueKind.True or JsonValueKind.False ? found.GetBoolean() : throw Unfit(name, "true or false", found);

    public bool? BooleanOrNull(string name) => IsNull(name) ? null : Boolean(name);

    public string Text(string name, string? otherwise = null) => Find(name) is not { } found ? otherwise ?? throw Missing(name) : Text(name, found);

    /// <param name="name">The field.</param>
    /// <param name="otherwise">What it is where it is not there.</param>
    /// <param name="isRequired">Whether it has to be there, if only as null.</param>
    public string? TextOrNull(string name, string? otherwise = null, bool isRequired = false) =>
        Find(name) is null ? isRequired ? throw Missing(name) : otherwise : IsNull(name) ? null : Text(name);

    /// <summary>A member of an enumeration, which is of the type of <paramref name="otherwise"/>.</summary>
    public Enum Word(string name, Enum otherwise) => Find(name) is null ? otherwise : Word(name, otherwise.GetType());

    public Enum Word(string name, Type type) => JsonWords.Parse(type, Text(name), Path(name));

    public Enum? WordOrNull(string name, Type type) => IsNull(name) ? null : Word(name, type);

    public T Object<T>(string name, Func<JsonFields, T> read, T? otherwise = null)
        where T : class => Find(name) is not { } found ? otherwise ?? throw Missing(name) : Read(found, Path(name), read);

    public T? ObjectOrNull<T>(string name, Func<JsonFields, T> read)
        where T : class => IsNull(name) ? null : Object(name, read);

    /// <summary>The error for an object of a kind that there is not.</summary>
    public JsonException UnknownKind(string kind) => new($"{Path("kind")} is '{kind}', which this build does not know.");

    private static T Read<T>(JsonElement element, string path, Func<JsonFields, T> read)
        where T : class
    {
        var fields = new JsonFields(element, path);
        var value = read(fields);
        foreach (var property in element.EnumerateObject())
        {
            if (!fields.known.Contains(property.Name))
            {
                throw new JsonException($"{path} has a field '{property.Name}', which has no place there.");
            }
        }

        return value;
    }

    private JsonElement? Find(string name)
    {
        known.Add(name);
        return element.TryGetProperty(name, out var found) ? found : null;
    }

    private bool IsNull(string name, bool isRequired = false) => Find(name) is { } found ? found.ValueKind == JsonValueKind.Null : isRequired ? throw Missing(name) : true;

    private long Int64(string name, JsonElement found) =>
        found.ValueKind == JsonValueKind.Number && found.TryGetInt64(out var value) ? value : throw Unfit(name, "a whole number of 64 bits", found);

    private float Single(string name, JsonElement found) => found.ValueKind == JsonValueKind.Number && found.TryGetSingle(out var value)
        ? value
        : (float)(NamedNumber(found) ?? throw Unfit(name, "a number, \"NaN\", \"Infinity\" or \"-Infinity\"", found));

    private double Double(string name, JsonElement found) => found.ValueKind == JsonValueKind.Number && found.TryGetDouble(out var value)
        ? value
        : NamedNumber(found) ?? throw Unfit(name, "a number, \"NaN\", \"Infinity\" or \"-Infinity\"", found);

    private static double? NamedNumber(JsonElement found) => found.ValueKind != JsonValueKind.String ? null : found.GetString() switch
    {
        "NaN" => double.NaN,
        "Infinity" => double.PositiveInfinity,
        "-Infinity" => double.NegativeInfinity,
        _ => null,
    };

    private string Text(string name, JsonElement found) => found.ValueKind == JsonValueKind.String ? found.GetString()! : throw Unfit(name, "a text", found);

    private string Path(string name) => path + "." + name;

    private JsonException Missing(string name) => new($"{Path(name)} is missing.");

    private JsonException Unfit(string name, string wanted, JsonElement found) => Unfit(Path(name), wanted, found, MostText);

    private static JsonException Unfit(string path, string wanted, JsonElement found, int most)
    {
        var text = found.GetRawText();
        return new($"{path} is {(text.Length > most ? text[..most] + "..." : text)}, but {wanted} was wanted.");
    }
}
