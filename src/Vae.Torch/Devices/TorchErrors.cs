using System.Runtime.InteropServices;
using Vae.Core;

namespace Vae.Torch.Devices;

/// <summary>Makes libtorch's errors into ours, which say what was being done and what to change.</summary>
internal static class TorchErrors
{
    /// <summary>Whether memory, of the device or of the machine, ran out.</summary>
    public static bool IsOutOfMemory(Exception exception) => exception is ExternalException
        && (exception.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase)
            || exception.Message.Contains("not enough memory", StringComparison.OrdinalIgnoreCase)
            || exception.Message.Contains("allocate memory", StringComparison.OrdinalIgnoreCase));

    /// <summary>Runs an action; an error of libtorch's becomes one of ours.</summary>
    /// <param name="what">What is done, such as <c>open a session on cuda:0</c>.</param>
    /// <param name="action">The action.</param>
    /// <exception cref="EngineException">libtorch failed.</exception>
    public static T Translating<T>(string what, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (ExternalException exception)
        {
            throw Of(what, exception);
        }
    }

    /// <summary>The error of a step of so many rows.</summary>
    public static EngineException InStep(int rows, DeviceChoice choice, ExternalException cause) => Of(Invariant($"take a step of {rows} rows on {choice.Name}"), cause);

    /// <summary>An error of libtorch's as ours.</summary>
    /// <param name="what">What was being done.</param>
    /// <param name="cause">The error.</param>
    public static EngineException Of(string what, ExternalException cause) => IsOutOfMemory(cause)
        ? new($"There was not enough memory to {what}; lower Training.BatchSize or Objective.Samples, use narrower layers, or choose another Engine.Device.", cause)
        : new($"libtorch could not {what}: {FirstLine(cause.Message)} Train on another Engine.Device, or set Engine.Name to managed.", cause);

    // What follows is a trace of native code.
    private static string FirstLine(string message)
    {
        var line = message.TrimStart().Split('\n')[0].Trim();
        return line.EndsWith('.') ? line : $"{line}.";
    }
}
