using Vae.Core.Engines.Managed;

namespace Vae.Core.Engines;

/// <summary>Finds an engine by name.</summary>
internal static class EngineCatalog
{
    /// <exception cref="NotSupportedException">There is no engine of that name.</exception>
    public static ITrainingEngine Find(string name) => name switch
    {
        EngineOptions.ManagedName => new ManagedEngine(),
        _ => throw new NotSupportedException($"There is no engine named '{name}'; the engines here are: {EngineOptions.ManagedName}."),
    };
}
