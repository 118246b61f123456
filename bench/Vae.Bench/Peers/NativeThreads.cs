namespace Vae.Bench.Peers;

/// <summary>Threads of native libraries in a child process.</summary>
internal static class NativeThreads
{
    /// <summary>What sets them. libtorch's own setting does not reach a BLAS that was started before it: the environment does.</summary>
    public static Dictionary<string, string> Environment(int threads) => new()
    {
        ["OMP_NUM_THREADS"] = $"{threads}",
        ["OPENBLAS_NUM_THREADS"] = $"{threads}",
        ["MKL_NUM_THREADS"] = $"{threads}",
    };
}
