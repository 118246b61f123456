using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;

namespace Vae.Core.Serialization;

/// <summary>Writes the objects of a model file's JSON, field by field in the order of the calls. Numbers keep every bit.</summary>
internal sealed class JsonWriter
{
    private readonly Utf8JsonWriter to;

    private JsonWriter(Utf8JsonWriter to) => this.to = to;

    /// <summary>The UTF-8 text of an object.</summary>
    public static byte[] Write<T>(T value, Action<JsonWriter, T> write)
        where T : class
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var to = new Utf8JsonWriter(bytes))
        {
            new JsonWriter(to).Object(value, write);
        }

        return bytes.WrittenSpan.ToArray();
    }

    public void Add(string name, int value) => to.WriteNumber(name, value);

    public void Add(string name, int? value) => Add(name, (long?)value);

    public void Add(string name, long value) => to.WriteNumber(name, value);

    public void Add(string name, long? value)
    {
        if (value is { } number)
        {
            to.WriteNumber(name, number);
        }
        else
        {
            to.WriteNull(name);
        }
    }

    public void Add(string name, float? value)
    {
        to.WritePropertyName(name);
        Number(value);
    }

    public void Add(string name, double? value)
    {
        to.WritePropertyName(name);
        Number(value);
    }

    public void Add(string name, bool value) => to.WriteBoolean(name, value);

    public void Add(string name, string? value) => to.WriteString(name, value);

    public void Add(string name, Enum? value) => to.WriteString(name, value is null ? null : JsonWords.Of(value));

    public void Add(string name, ImmutableArray<int>? values)
    {
        if (values is not { } list)
        {
            to.WriteNull(name);
            return;
        }

        to.WriteStartArray(name);
        foreach (var value in list)
        {
            to.WriteNumberValue(value);
        }

        to.WriteEndArray();
    }

    public void Add(string name, ImmutableArray<long> values)
    {
        to.WriteStartArray(name);
        foreach (var value in values)
        {
            to.WriteNumberValue(value);
        }

        to.WriteEndArray();
    }

    public void Add(string name, ReadOnlySpan<float> values)
    {
        to.WritePropertyName(name);
        Numbers(values);
    }

    public void Add(string name, ImmutableArray<ImmutableArray<float>> lists)
    {
        to.WriteStartArray(name);
        foreach (var list in lists)
        {
            Numbers(list.AsSpan());
        }

        to.WriteEndArray();
    }

    public void Add(string name, ReadOnlySpan<double> values)
    {
        to.WriteStartArray(name);
        foreach (var value in values)
        {
            Number(value);
        }

        to.WriteEndArray();
    }

    /// <summary>Texts, or null.</summary>
    public void Add(string name, string[]? values)
    {
        if (values is null)
        {
            to.WriteNull(name);
        }
        else
        {
            Add(name, values.AsSpan());
        }
    }

    public void Add(string name, ReadOnlySpan<string> values)
    {
        to.WriteStartArray(name);
        foreach (var value in values)
        {
            to.WriteStringValue(value);
        }

        to.WriteEndArray();
    }

    /// <summary>An object, or null.</summary>
    public void Add<T>(string name, T? value, Action<JsonWriter, T> write)
        where T : class
    {
        to.WritePropertyName(name);
        if (value is null)
        {
            to.WriteNullValue();
        }
        else
        {
            Object(value, write);
        }
    }

    public void Add<T>(string name, ImmutableArray<T> items, Action<JsonWriter, T> write)
        where T : class
    {
        to.WriteStartArray(name);
        foreach (var item in items)
        {
            Object(item, write);
        }

        to.WriteEndArray();
    }

    /// <summary>An object where there is one, else nothing.</summary>
    public void AddIfAny<T>(string name, T? value, Action<JsonWriter, T> write)
        where T : class
    {
        if (value is not null)
        {
            Add(name, value, write);
        }
    }

    /// <summary>A number where there is one, else nothing.</summary>
    public void AddIfAny(string name, double? value)
    {
        if (value is not null)
        {
            Add(name, value);
        }
    }

    /// <inheritdoc cref="AddIfAny(string, double?)"/>
    public void AddIfAny(string name, long? value)
    {
        if (value is not null)
        {
            Add(name, value);
        }
    }

    /// <summary>A text where there is one, else nothing.</summary>
    public void AddIfAny(string name, string? value)
    {
        if (value is not null)
        {
            Add(name, value);
        }
    }

    /// <summary>Texts where there are any, else nothing.</summary>
    public void AddIfAny(string name, ImmutableArray<string> values)
    {
        if (!values.IsDefaultOrEmpty)
        {
            Add(name, values.AsSpan());
        }
    }

    private void Object<T>(T value, Action<JsonWriter, T> write)
    {
        to.WriteStartObject();
        write(this, value);
        to.WriteEndObject();
    }

    private void Numbers(ReadOnlySpan<float> values)
    {
        to.WriteStartArray();
        foreach (var value in values)
        {
            Number(value);
        }

        to.WriteEndArray();
    }

    private void Number(float? value)
    {
        if (value is { } number && float.IsFinite(number))
        {
            to.WriteNumberValue(number);
        }
        else
        {
            NumberWithoutDigits(value);
        }
    }

    private void Number(double? value)
    {
        if (value is { } number && double.IsFinite(number))
        {
            to.WriteNumberValue(number);
        }
        else
        {
            NumberWithoutDigits(value);
        }
    }

    private void NumberWithoutDigits(double? value)
    {
        if (value is null)
        {
            to.WriteNullValue();
        }
        else
        {
            to.WriteStringValue(double.IsNaN(value.Value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
        }
    }
}
