using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Vae.Core.Engines.Managed;
using Vae.Core.Options;

namespace Vae.Core.Engines.Catalog;

/// <summary>Finds an engine by name. Engines of other assemblies are found by the assembly's name, so that nothing here depends on them.</summary>
internal static class EngineCatalog
{
    private const string TorchAssembly = "Vae.Torch";
    private const string TorchType = "Vae.Torch.TorchEngine";
    private const string TorchPackages = "Vae.Torch and TorchSharp-cuda-linux or TorchSharp-cuda-windows";

    /// <summary>The engine that the options ask for, and why where it was chosen for them.</summary>
    /// <exception cref="NotSupportedException">There is no engine of that name.</exception>
    /// <exception cref="EngineException">The engine is not here, or the GPU that is named cannot be used and nothing allows the processor in its place.</exception>
    public static EngineSelection Choose(EngineOptions options) =>
        options.Name == EngineOptions.AutoName ? Choose(options, () => Find(EngineOptions.TorchName)) : new(Find(options.Name), null);

    /// <summary>The engine on libtorch where the options name a GPU that it can use, else the managed one.</summary>
    /// <param name="options">Device and fall-back are looked at.</param>
    /// <param name="torch">Makes the engine on libtorch; called where a GPU is named alone, as it loads much.</param>
    internal static EngineSelection Choose(EngineOptions options, Func<ITrainingEngine> torch)
    {
        if (options.Device is null or "cpu")
        {
            return new(new ManagedEngine(), options.Device is null ? "no GPU was asked for" : "Engine.Device is cpu");
        }

        GpuObstacle obstacle;
        try
        {
            var engine = torch();
            if (engine.FindObstacle(options) is not { } found)
            {
                return new(engine, null);
            }

            obstacle = found;
        }
        catch (EngineException)
        {
            obstacle = new($"the application is without the assembly {TorchAssembly}, which computes on GPUs", $"add the packages {TorchPackages}");
        }

        if (options.Device != "auto" && !options.FallbackToCpu)
        {
            throw obstacle.ToException(options.Device);
        }

        var rounded = options.Precision == EnginePrecision.Float32 ? "" : $", and so in {EnginePrecision.Float32} where Engine.Precision is {options.Precision}";
        return new(new ManagedEngine(), $"Engine.Device is {options.Device} but {obstacle.What}{rounded}");
    }

    /// <exception cref="NotSupportedException">There is no engine of that name.</exception>
    /// <exception cref="EngineException">There is one, but its assembly is not here.</exception>
    public static ITrainingEngine Find(string name) => name switch
    {
        EngineOptions.ManagedName => new ManagedEngine(),
        EngineOptions.TorchName => Load(name, TorchAssembly, TorchType),
        _ => throw new NotSupportedException(
            $"There is no engine named '{name}'; the engines here are: {EngineOptions.AutoName}, {EngineOptions.ManagedName}, {EngineOptions.TorchName}."),
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
                $"Engine '{name}' is in the assembly {assemblyName}, which this application is without; add the package {assemblyName}, and one with libtorch: libtorch-cpu-linux-x64, "
                + "-win-x64, -win-arm64 or -osx-arm64 for the processor, TorchSharp-cuda-linux or TorchSharp-cuda-windows for an NVIDIA GPU; or set Engine.Name to managed.",
                exception);
        }
    }
}
