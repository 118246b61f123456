using System.Collections.Immutable;
using Vae.Core.Likelihoods;

namespace Vae.Core.Networks;

/// <summary>
/// Where each named parameter lies in the one flat buffer that holds all of them; snapshots work on the buffer as a whole. In training the model's own
/// parameters come first, and those of a network beside it (a discriminator, a classifier's head) after them.
/// </summary>
internal sealed class ParameterLayout
{
    /// <summary>Largest number of parameters: 512 Mi, 2 GiB as floats, the most one managed array of them should take.</summary>
    public const long MaximumCount = 1L << 29;

    private readonly Dictionary<string, ParameterSlot> byName;

    /// <param name="plan">The model.</param>
    /// <param name="auxiliary">A network that trains beside the model and is no part of it; null for none.</param>
    public ParameterLayout(VaePlan plan, NetworkPlan? auxiliary = null)
        : this(plan.Layers, LogSigmas(plan), auxiliary)
    {
    }

    /// <param name="layers">Layers in the order of their parameters.</param>
    /// <param name="logSigmas">Numbers of a learned log-sigma behind them.</param>
    /// <param name="auxiliary">A network behind both that is no part of the model; null for none.</param>
    public ParameterLayout(IEnumerable<LayerPlan> layers, int logSigmas = 0, NetworkPlan? auxiliary = null)
    {
        var slots = ImmutableArray.CreateBuilder<ParameterSlot>();
        long offset = 0;
        void Add(string name, ParameterKind kind, params int[] shape)
        {
            var count = shape.Aggregate(1L, (product, size) => product * size);
            if (offset + count > MaximumCount)
            {
                throw new ArgumentException(
                    Invariant($"The network has more than {MaximumCount:N0} parameters at '{name}' [{string.Join(", ", shape)}]; use fewer columns or narrower hidden layers."));
            }

            slots.Add(new ParameterSlot(name, [.. shape], (int)offset, (int)count, kind));
            offset += count;
        }

        foreach (var parameter in layers.SelectMany(layer => layer.Parameters))
        {
            Add(parameter.Name, parameter.Kind, parameter.Shape);
        }

        if (logSigmas > 0)
        {
            Add(VaePlan.LogSigmaName, ParameterKind.Bias, logSigmas);
        }

        ModelCount = (int)offset;
        foreach (var parameter in auxiliary?.Layers.SelectMany(layer => layer.Parameters) ?? [])
        {
            Add(parameter.Name, parameter.Kind, parameter.Shape);
        }

        Slots = slots.ToImmutable();
        Count = (int)offset;
        byName = Slots.ToDictionary(slot => slot.Name, StringComparer.Ordinal);
    }

    /// <summary>All parameters in buffer order.</summary>
    public ImmutableArray<ParameterSlot> Slots { get; }

    /// <summary>Floats of the model itself, the first in the buffer.</summary>
    public int ModelCount { get; }

    /// <summary>Floats in the buffer.</summary>
    public int Count { get; }

    public ParameterSlot this[string name] => byName[name];

    /// <summary>The slots of the model itself.</summary>
    public ImmutableArray<ParameterSlot> ModelSlots => [.. Slots.Where(slot => slot.Offset < ModelCount)];

    /// <summary>The slots of the network beside the model; empty where there is none.</summary>
    public ImmutableArray<ParameterSlot> AuxiliarySlots => [.. Slots.Where(slot => slot.Offset >= ModelCount)];

    public ParameterSlot? Find(string name) => byName.GetValueOrDefault(name);

    private static int LogSigmas(VaePlan plan) => plan.Likelihood switch
    {
        GaussianLikelihood { SigmaKind: SigmaKind.Learned } => 1,
        GaussianLikelihood { SigmaKind: not SigmaKind.Fixed } => plan.OutputDimension,
        _ => 0,
    };
}
