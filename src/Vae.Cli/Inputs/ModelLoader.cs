using Vae.Cli.Hosting;
using Vae.Core.Models;

namespace Vae.Cli.Inputs;

/// <summary>Loads the model of a command line.</summary>
internal static class ModelLoader
{
    /// <summary>Loads it, to run on the threads that were asked for rather than on as many as it was trained with.</summary>
    /// <param name="path">The model file.</param>
    /// <param name="threads">Null or 0: one a processor.</param>
    /// <exception cref="UsageException">The number of threads is out of range.</exception>
    public static VaeModel Load(string path, int? threads)
    {
        var model = VaeModel.Load(path);
        try
        {
            return model.WithThreads(threads ?? 0);
        }
        catch (ArgumentException exception)
        {
            throw new UsageException(exception.Message, exception);
        }
    }
}
