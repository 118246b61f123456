using System.Collections.Immutable;
using Vae.Core.Networks;
using Vae.Core.Options;

namespace Vae.Core.Engines;

/// <summary>
/// Parameters that one Adam moves, with moments and a step counter of its own. Groups may share parameters (an encoder that learns to rebuild and, apart from
/// that, to deceive): so gradients and moments have a buffer of their own, in which the first to claim a parameter has its place at the parameter's offset and
/// later groups follow after the layout.
/// </summary>
/// <param name="Name">For people.</param>
/// <param name="Slots">Neighbours in the parameter buffer, in order.</param>
/// <param name="MomentOffset">Where the group's gradient and moments begin in their buffers.</param>
/// <param name="Optimizer">Adam's numbers.</param>
/// <param name="RateFactor">Its learning rate over the one that a step is told.</param>
/// <param name="ClipNorm">Largest norm of the group's gradient, or null.</param>
internal sealed record OptimizerGroup(
    string Name, ImmutableArray<ParameterSlot> Slots, int MomentOffset, OptimizerOptions Optimizer, float RateFactor, float? ClipNorm)
{
    /// <summary>First float of the group in the parameter buffer.</summary>
    public int Offset => Slots[0].Offset;

    /// <summary>Floats of the group.</summary>
    public int Count => Slots[^1].Offset + Slots[^1].Count - Offset;

    /// <summary>A group whose gradient and moments lie where its parameters do.</summary>
    public static OptimizerGroup Of(string name, ImmutableArray<ParameterSlot> slots, OptimizerOptions optimizer, TrainingSetup setup) =>
        new(name, slots, slots[0].Offset, optimizer, optimizer.LearningRate / setup.Optimizer.LearningRate, setup.GradientClipNorm);

    /// <summary>The same parameters once more, for an optimiser beside the one that has them already; its moments lie after the others'.</summary>
    /// <param name="name">For people.</param>
    /// <param name="slots">The parameters.</param>
    /// <param name="optimizer">Adam's numbers.</param>
    /// <param name="setup">The run.</param>
    /// <param name="others">The groups before it.</param>
    public static OptimizerGroup Beside(
        string name, ImmutableArray<ParameterSlot> slots, OptimizerOptions optimizer, TrainingSetup setup, ImmutableArray<OptimizerGroup> others) =>
        Of(name, slots, optimizer, setup) with { MomentOffset = MomentCount(others, setup.Layout) };

    /// <summary>Floats of a buffer for gradients or moments of all groups.</summary>
    public static int MomentCount(ImmutableArray<OptimizerGroup> groups, ParameterLayout layout) =>
        Math.Max(layout.Count, groups.Max(group => group.MomentOffset + group.Count));
}
