using System.Collections.Immutable;

namespace Vae.MLNet.Columns.Names;

/// <summary>Names that are equal where each is, so that a record that holds them compares them.</summary>
internal readonly struct NameList(ImmutableArray<string> names) : IEquatable<NameList>
{
    /// <summary>The names; empty where none were given.</summary>
    public ImmutableArray<string> Names => names.IsDefault ? [] : names;

    public bool Equals(NameList other) => Names.AsSpan().SequenceEqual(other.Names.AsSpan());

    public override bool Equals(object? obj) => obj is NameList other && Equals(other);

    public override int GetHashCode() => Names.Aggregate(0, HashCode.Combine);

    public override string ToString() => $"[{string.Join(", ", Names)}]";
}
