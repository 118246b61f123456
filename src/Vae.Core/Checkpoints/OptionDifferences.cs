using System.Text.Json.Nodes;
using Vae.Core.Options;
using Vae.Core.Serialization;

namespace Vae.Core.Checkpoints;

/// <summary>In what two sets of options differ, by the names that users know them by.</summary>
internal static class OptionDifferences
{
    private const int MostText = 40;

    // Whatever the number of threads, the managed engine computes the same; what libtorch does with it, a run says itself.
    private const string Threads = "Engine.Threads";

    /// <summary>One phrase a difference; none where they are the same.</summary>
    public static IReadOnlyList<string> Of(VaeOptions before, VaeOptions now)
    {
        List<string> differences = [];
        Compare("", Node(before), Node(now), differences);
        return differences;
    }

    private static JsonNode? Node(VaeOptions options) => System.Text.Json.JsonSerializer.SerializeToNode(options, ModelJson.Settings);

    private static void Compare(string path, JsonNode? before, JsonNode? now, List<string> differences)
    {
        if (JsonNode.DeepEquals(before, now) || path == Threads)
        {
            return;
        }

        if (before is JsonObject was && now is JsonObject becomes && path != nameof(VaeOptions.Columns))
        {
            foreach (var name in was.Select(property => property.Key).Union(becomes.Select(property => property.Key)))
            {
                var own = char.ToUpperInvariant(name[0]) + name[1..];
                Compare(path.Length == 0 ? own : $"{path}.{own}", was[name], becomes[name], differences);
            }

            return;
        }

        var (old, present) = (Text(before), Text(now));
        differences.Add(old.Length > MostText || present.Length > MostText ? $"{path} is another" : $"{path} was {old} and is {present}");
    }

    private static string Text(JsonNode? node) => node switch
    {
        null => "not set",
        JsonValue value when value.GetValueKind() == System.Text.Json.JsonValueKind.String => value.GetValue<string>(),
        _ => node.ToJsonString(),
    };
}
