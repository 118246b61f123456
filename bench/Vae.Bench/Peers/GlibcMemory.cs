namespace Vae.Bench.Peers;

/// <summary>
/// How glibc's allocator of a child process treats freed memory. As it comes it gives large blocks back to the system at once, and a loop that frees its tensors every step pays for fresh, zeroed
/// pages in each; with its thresholds raised it keeps them.
/// </summary>
internal static class GlibcMemory
{
    private static readonly (string Name, long Bytes)[] Thresholds =
    [
        ("MALLOC_TRIM_THRESHOLD_", 1L << 30),
        // The most that glibc accepts: it ignores a larger one.
        ("MALLOC_MMAP_THRESHOLD_", 32L << 20),
        ("MALLOC_TOP_PAD_", 64L << 20),
    ];

    /// <summary>The settings, in words.</summary>
    public static string Description => string.Join(", ", Thresholds.Select(threshold => $"{threshold.Name}={threshold.Bytes}"));

    /// <summary>An environment with the settings added.</summary>
    public static Dictionary<string, string> Kept(Dictionary<string, string> environment)
    {
        foreach (var (name, bytes) in Thresholds)
        {
            environment[name] = $"{bytes}";
        }

        return environment;
    }
}
