namespace Vae.MLNet.Columns.Names;

/// <summary>Guesses which name a mistyped one was meant to be.</summary>
internal static class NearestName
{
    /// <summary>The name with the fewest edits to the wanted one, case aside, or null where none is within a third of its length, or nothing of it would be left.</summary>
    public static string? Find(string wanted, IEnumerable<string> names)
    {
        string? nearest = null;
        var fewest = Math.Min(Math.Max(1, wanted.Length / 3) + 1, Math.Max(1, wanted.Length));
        foreach (var name in names)
        {
            var edits = Distance(wanted.ToUpperInvariant(), name.ToUpperInvariant());
            if (edits < fewest)
            {
                (nearest, fewest) = (name, edits);
            }
        }

        return nearest;
    }

    /// <summary>Insertions, deletions and replacements that turn one text into the other (Levenshtein 1966), one row of the table at a
    /// time.</summary>
    private static int Distance(string left, string right)
    {
        var costs = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 0; i < left.Length; i++)
        {
            var diagonal = costs[0];
            costs[0] = i + 1;
            for (var j = 0; j < right.Length; j++)
            {
                var replaced = diagonal + (left[i] == right[j] ? 0 : 1);
                diagonal = costs[j + 1];
                costs[j + 1] = Math.Min(replaced, Math.Min(diagonal, costs[j]) + 1);
            }
        }

        return costs[^1];
    }
}
