namespace Architecture.Tests.Uses;

/// <summary>Finds namespaces that use each other, one over the next.</summary>
internal static class NamespaceCycle
{
    /// <summary>The uses of a shortest way from a namespace back to itself, all of each step; empty where there is none.</summary>
    public static IReadOnlyList<TypeUse> Shortest(IReadOnlyList<TypeUse> uses)
    {
        var steps = uses.ToLookup(use => use.UserNamespace, use => use.UsedNamespace);
        var way = steps.Select(step => WayBack(step.Key, steps)).Where(found => found.Count > 0).MinBy(found => found.Count) ?? [];
        return [.. way.Zip(way.Skip(1).Append(way.FirstOrDefault())).SelectMany(step => uses.Where(use => use.UserNamespace == step.First && use.UsedNamespace == step.Second))];
    }

    // Breadth first, so that the first way found is a shortest.
    private static List<string> WayBack(string start, ILookup<string, string> steps)
    {
        var from = new Dictionary<string, string>();
        var next = new Queue<string>([start]);
        while (next.TryDequeue(out var at))
        {
            foreach (var to in steps[at])
            {
                if (to == start)
                {
                    return WayTo(at, start, from);
                }

                if (from.TryAdd(to, at))
                {
                    next.Enqueue(to);
                }
            }
        }

        return [];
    }

    private static List<string> WayTo(string end, string start, Dictionary<string, string> from)
    {
        var way = new List<string> { end };
        while (way[^1] != start)
        {
            way.Add(from[way[^1]]);
        }

        way.Reverse();
        return way;
    }
}
