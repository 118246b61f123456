using Vae.Core.Options;

namespace Vae.Core.Engines;

/// <summary>Why a GPU that was asked for cannot be used.</summary>
/// <param name="What">What is missing or in the way.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record GpuObstacle(string What, string Remedy)
{
    /// <summary>The error where nothing may take the GPU's place.</summary>
    /// <param name="device">What <see cref="EngineOptions.Device"/> says.</param>
    public EngineException ToException(string device) =>
        new($"Engine.Device is {device} but {What}; {Remedy}, or set Engine.Device to cpu, or Engine.FallbackToCpu.");
}
