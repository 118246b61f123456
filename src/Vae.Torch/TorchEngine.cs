using Vae.Core;
using Vae.Core.Engines;
using Vae.Core.Options;
using Vae.Torch.Devices;
using Vae.Torch.Sessions;

namespace Vae.Torch;

/// <summary>
/// Trains on libtorch, on a GPU or on the processor. Chosen with <see cref="EngineOptions.Name"/> = <see cref="EngineOptions.TorchName"/>, or by naming
/// a GPU, wherever this assembly lies beside the application; nothing of it has to be called.
/// </summary>
/// <remarks>
/// <para>The application references a package that brings libtorch: libtorch-cpu-linux-x64, -win-x64, -win-arm64 or -osx-arm64 for the processor, TorchSharp-cuda-linux or TorchSharp-cuda-windows for NVIDIA's GPUs.</para>
/// <para>Noise and dropout come from the same counter-based generator as the managed engine's, so both engines, on any device, train the same model up to
/// rounding. On the processor the same seed and number of threads give the same model bit for bit; on a GPU two runs may differ by rounding, because some of its
/// sums have no fixed order. libtorch's own generators, thread count, default type and device are left as they are found.</para>
/// </remarks>
public sealed class TorchEngine : ITrainingEngine
{
    private readonly IDeviceProbe probe;

    /// <summary>The engine on whatever devices this machine has.</summary>
    public TorchEngine()
        : this(new NativeDeviceProbe())
    {
    }

    internal TorchEngine(IDeviceProbe probe) => this.probe = probe;

    string ITrainingEngine.Name => EngineOptions.TorchName;

    /// <summary>Says which device training with these options would take, and why, such as <c>cpu: Engine.Device is auto and ...</c>.</summary>
    /// <param name="options">The options; only device and fall-back are looked at.</param>
    /// <exception cref="EngineException">The device that was asked for, or libtorch itself, cannot be used; the message says what to install or change.</exception>
    public string ChooseDevice(EngineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var choice = DeviceResolver.Resolve(options, probe);
        return $"{choice.Name}: {choice.Reason}";
    }

    GpuObstacle? ITrainingEngine.FindObstacle(EngineOptions options) => DeviceResolver.FindObstacle(options, probe);

    ITrainingSession ITrainingEngine.Open(TrainingSetup setup)
    {
        var choice = DeviceResolver.Resolve(setup.Engine, probe);
        return TorchErrors.Translating($"open a session on {choice.Name}", () => (ITrainingSession)(setup.Objective.Kind is ObjectiveKind.Adversarial or ObjectiveKind.VaeGan
            ? new AdversarialSession(setup, choice)
            : new TorchSession(setup, choice)));
    }

    IClassifierSession ITrainingEngine.OpenClassifier(ClassifierSetup setup)
    {
        var choice = DeviceResolver.Resolve(setup.Engine, probe);
        return TorchErrors.Translating($"open a classifier's session on {choice.Name}", () => new TorchClassifierSession(setup, choice));
    }
}
