using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Vae.Core.Engines.Managed;

namespace Vae.Core.Engines;

/// <summary>Finds an engine by name. Engines of other assemblies are found by the assembly's name, so that nothing here depends on them.</summary>
internal static class EngineCatalog
{
    private const string TorchAssembly = "Vae.Torch";
    private const string TorchType = "Vae.Torch.TorchEngine";

    /// <exception cref="NotSupportedException">There is no engine of that name.</exception>
    /// <exception cref="EngineException">There is one, but its assembly is not here.</exception>
    public static ITrainingEngine Find(string name) => name switch
    {
        EngineOptions.ManagedName => new ManagedEngine(),
        EngineOptions.TorchName => Load(name, TorchAssembly, TorchType),
        _ => throw new NotSupportedException(
            $"There is no engine named '{name}'; the engines here are: {EngineOptions.ManagedName}, {EngineOptions.TorchName}."),
    };

    /// <summary>Makes the engine of an assembly beside the application.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "An application that is trimmed roots Vae.Torch, or is told that it is missing.")]
    internal static ITrainingEngine Load(string name, string assemblyName, string typeName)
    {
        try
        {
            var type = Assembly.Load(assemblyName).GetType(typeName, throwOnError: true)!;
            return (ITrainingEngine)Activator.CreateInstance(
                type, BindingFlags.Instance | BindingFlags.Public | BindingFlags.DoNotWrapExceptions, null, null, null)!;
        }
        catch (Exception exception) when (exception is FileNotFoundException or FileLoadException or BadImageFormatException or TypeLoadException)
        {
            throw new EngineException(
                $"Engine '{name}' is in the assembly {assemblyName}, which this application is without; add the package {assemblyName} and "
                + "TorchSharp-cpu, TorchSharp-cuda-linux or TorchSharp-cuda-windows, or set Engine.Name to managed.",
                exception);
        }
    }
}
