using System.Runtime.InteropServices;
using Vae.Core.Engines;

namespace Vae.Torch;

/// <summary>Makes libtorch's errors into ours where there is something to say about them.</summary>
internal static class TorchErrors
{
    /// <summary>Whether memory, of the device or of the machine, ran out.</summary>
    public static bool IsOutOfMemory(Exception exception) => exception is ExternalException
        && (exception.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase)
            || exception.Message.Contains("allocate memory", StringComparison.OrdinalIgnoreCase));

    /// <summary>Runs an action; memory that ran out becomes an error that says what was done and what to change.</summary>
    /// <param name="what">What is done, such as <c>take a step of 128 rows on cuda:0</c>.</param>
    /// <param name="action">The action.</param>
    /// <exception cref="EngineException">Memory ran out.</exception>
    public static T Translating<T>(string what, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception exception) when (IsOutOfMemory(exception))
        {
            throw OutOfMemory(what, exception);
        }
    }

    public static EngineException OutOfMemory(string what, Exception cause) => new(
        $"There was not enough memory to {what}; lower Training.BatchSize or Objective.Samples, use narrower layers, or choose another Engine.Device.", cause);
}
