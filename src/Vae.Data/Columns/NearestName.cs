namespace Vae.Data.Columns;

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

    /// <summary>Insertions, deletions, replacements and swaps of neighbours that turn one text into the other, no letter touched twice (optimal string alignment; Damerau 1964), three rows of the table at a time.</summary>
    private static int Distance(string left, string right)
    {
        var (before, above, here) = (new int[right.Length + 1], Enumerable.Range(0, right.Length + 1).ToArray(), new int[right.Length + 1]);
        for (var i = 1; i <= left.Length; i++)
        {
            here[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                here[j] = Math.Min(above[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1), Math.Min(above[j], here[j - 1]) + 1);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    here[j] = Math.Min(here[j], before[j - 2] + 1);
                }
            }

            (before, above, here) = (above, here, before);
        }

        return above[^1];
    }
}
