namespace Vae.MLNet.Saving;

/// <summary>The native library beneath an OnnxTransformer, which an application has to choose a package of.</summary>
internal static class NativeRuntime
{
    /// <summary>Whether something failed because the library is not there, or not of the version that ML.NET was built for.</summary>
    public static bool IsMissing(Exception exception)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is DllNotFoundException or EntryPointNotFoundException)
            {
                return true;
            }
        }

        return false;
    }

    public static InvalidOperationException Error(Exception exception)
    {
        // The loader lists every folder that it looked in; its first line says what it looked for.
        var reason = exception.GetBaseException().Message.Split('\n')[0].Split(". ")[0].TrimEnd('.');
        return new InvalidOperationException(
            $"The ONNX runtime could not be started, which ML.NET saves and loads networks with: {reason}. "
            + "Add the package Microsoft.ML.OnnxRuntime, or one of its GPU variants, to the application.",
            exception);
    }
}
