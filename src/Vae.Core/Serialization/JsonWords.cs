using System.Text.Json;

namespace Vae.Core.Serialization;

/// <summary>Members of enumerations as the words of a model file: their names in camel case.</summary>
internal static class JsonWords
{
    /// <summary>The word of a member.</summary>
    /// <exception cref="NotSupportedException">The enumeration has no such member.</exception>
    public static string Of(Enum member) => Enum.GetName(member.GetType(), member) is { } name
        ? JsonNamingPolicy.CamelCase.ConvertName(name)
        : throw new NotSupportedException($"{member.GetType().Name} has no member '{member}'; give one that it has.");

    /// <summary>The member of a word.</summary>
    /// <exception cref="JsonException">There is none.</exception>
    public static Enum Parse(Type type, string? word, string path)
    {
        var names = Enum.GetNames(type);
        foreach (var name in names)
        {
            if (JsonNamingPolicy.CamelCase.ConvertName(name) == word)
            {
                return (Enum)Enum.Parse(type, name);
            }
        }

        throw new JsonException($"{path} is '{word}', but one of {string.Join(", ", names.Select(JsonNamingPolicy.CamelCase.ConvertName))} was wanted.");
    }
}
