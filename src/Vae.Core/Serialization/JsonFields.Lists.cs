using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Vae.Core.Serialization;

/// <summary>Fields that hold lists.</summary>
internal sealed partial class JsonFields
{
    public ImmutableArray<int> Int32s(string name)
    {
        var list = List(name);
        var values = new int[list.GetArrayLength()];
        var i = 0;
        foreach (var item in list.EnumerateArray())
        {
            values[i++] = item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out var value) ? value : throw Unfit(name, "a list of whole numbers of 32 bits", item);
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(values);
    }

    public ImmutableArray<int>? Int32sOrNull(string name) => IsNull(name) ? null : Int32s(name);

    public ImmutableArray<long> Int64s(string name)
    {
        var list = List(name);
        var values = new long[list.GetArrayLength()];
        var i = 0;
        foreach (var item in list.EnumerateArray())
        {
            values[i++] = Int64(name, item);
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(values);
    }

    public ImmutableArray<float> Singles(string name) => Singles(name, List(name));

    /// <summary>Lists of numbers in a list.</summary>
    public ImmutableArray<ImmutableArray<float>> ListsOfSingles(string name)
    {
        var list = List(name);
        var values = new ImmutableArray<float>[list.GetArrayLength()];
        var i = 0;
        foreach (var item in list.EnumerateArray())
        {
            values[i++] = Singles(name, item.ValueKind == JsonValueKind.Array ? item : throw Unfit(name, "a list of lists", item));
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(values);
    }

    public ImmutableArray<double> Doubles(string name)
    {
        var list = List(name);
        var values = new double[list.GetArrayLength()];
        var i = 0;
        foreach (var item in list.EnumerateArray())
        {
            values[i++] = Double(name, item);
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(values);
    }

    public ImmutableArray<double>? DoublesOrNull(string name) => IsNull(name) ? null : Doubles(name);

    public ImmutableArray<string> Texts(string name)
    {
        var list = List(name);
        var values = new string[list.GetArrayLength()];
        var i = 0;
        foreach (var item in list.EnumerateArray())
        {
            // A null is a matter of those who check what is wanted of the texts, and say so in their words.
            values[i++] = item.ValueKind == JsonValueKind.Null ? null! : Text(name, item);
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(values);
    }

    /// <summary>Whether the field is there, if only as null.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>Texts, none where the field is not there.</summary>
    public ImmutableArray<string> AnyTexts(string name) => Find(name) is null ? [] : Texts(name);

    /// <summary>Texts, the default array where the field is not there.</summary>
    public ImmutableArray<string> TextsOrDefault(string name) => Find(name) is null ? default : Texts(name);

    public ImmutableArray<string>? TextsOrNull(string name) => IsNull(name) ? null : Texts(name);

    public ImmutableArray<T> Items<T>(string name, Func<JsonFields, T> read)
        where T : class
    {
        var list = List(name);
        var values = new T[list.GetArrayLength()];
        var i = 0;
        foreach (var item in list.EnumerateArray())
        {
            values[i] = Read(item, Invariant($"{Path(name)}[{i}]"), read);
            i++;
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(values);
    }

    public ImmutableArray<T>? ItemsOrNull<T>(string name, Func<JsonFields, T> read)
        where T : class => IsNull(name) ? null : Items(name, read);

    /// <summary>Items, none where the field is not there.</summary>
    public ImmutableArray<T> AnyItems<T>(string name, Func<JsonFields, T> read)
        where T : class => Find(name) is null ? [] : Items(name, read);

    private ImmutableArray<float> Singles(string name, JsonElement list)
    {
        var values = new float[list.GetArrayLength()];
        var i = 0;
        foreach (var item in list.EnumerateArray())
        {
            values[i++] = Single(name, item);
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(values);
    }

    private JsonElement List(string name) => Find(name) is not { } found ? throw Missing(name) : found.ValueKind == JsonValueKind.Array ? found : throw Unfit(name, "a list", found);
}
