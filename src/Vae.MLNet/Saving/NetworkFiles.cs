using Microsoft.ML.OnnxRuntime;

namespace Vae.MLNet.Saving;

/// <summary>
/// The temporary files that an OnnxTransformer makes of networks that come as bytes. Their names and extensions are random, and the runtime takes one that ends in .ort for its own format, so that one
/// load in 32^3 of a sound network fails and the next does not.
/// </summary>
internal static class NetworkFiles
{
    private const int Attempts = 4;

    /// <summary>Runs a load, and again where it failed by the file's name alone.</summary>
    /// <param name="load">Starts from the beginning each time.</param>
    public static T Load<T>(Func<T> load)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return load();
            }
            catch (Exception exception) when (attempt < Attempts && IsByName(exception))
            {
                // Another name is drawn the next time.
            }
        }
    }

    /// <summary>Whether the runtime took a file for one of its own format. A file of ours never is one.</summary>
    private static bool IsByName(Exception exception) =>
        exception.GetBaseException() is OnnxRuntimeException cause && cause.Message.Contains("ORT model verification failed", StringComparison.Ordinal);
}
