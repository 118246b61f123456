using System.Collections.Immutable;
using Vae.Core.Engines.Managed.Kernels;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Networks;
using Vae.Core.Options;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Layers;

/// <summary>
/// Adam over a group of parameters, with a step counter, a learning rate and a clipping norm of its own. Without clipping, whoever has summed a share
/// of the gradient updates it at once, while it is in cache; with clipping the update waits for the norm.
/// </summary>
internal sealed unsafe class ParameterUpdate<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    // Sums of squares are taken over blocks of fixed size and then in order, so that the norm does not depend on the number of threads.
    private const int NormBlock = 1 << 14;

    private readonly ParameterMemory memory;
    private readonly ImmutableArray<ParameterSlot> slots;
    private readonly OptimizerOptions optimizer;
    private readonly float? clipNorm;
    private readonly WorkerTeam team;
    private readonly float rateFactor;
    private readonly int offset;
    private readonly int count;
    private readonly nint shift;
    private readonly double[] normBlocks;
    private readonly Action<int> normPhase;
    private readonly Action<int> updatePhase;
    private AdamKernel.Step adam;
    private float learningRate;
    private bool active;

    /// <param name="memory">The session's buffers.</param>
    /// <param name="group">The parameters and how they move.</param>
    /// <param name="team">The threads.</param>
    public ParameterUpdate(ParameterMemory memory, OptimizerGroup group, WorkerTeam team)
    {
        (this.memory, slots, optimizer, clipNorm, this.team) = (memory, group.Slots, group.Optimizer, group.ClipNorm, team);
        (offset, count, rateFactor) = (group.Offset, group.Count, group.RateFactor);
        shift = group.MomentOffset - offset;
        normBlocks = new double[(count + NormBlock - 1) / NormBlock];
        normPhase = NormShare;
        updatePhase = UpdateShare;
    }

    /// <summary>Steps taken, for Adam's bias correction.</summary>
    public long StepsTaken { get; set; }

    /// <summary>The group's gradient, to be indexed by the offsets of its parameters.</summary>
    public float* Gradient => memory.Gradient.Pointer + shift;

    /// <summary>Starts a step.</summary>
    /// <param name="rate">The learning rate of the step, which the group's factor multiplies.</param>
    /// <param name="update">Whether parameters change; otherwise only the gradient is wanted.</param>
    public void Begin(float rate, bool update)
    {
        learningRate = rate * rateFactor;
        active = update;
        if (update)
        {
            StepsTaken++;
            adam = AdamStep(gradientScale: 1);
        }
    }

    /// <summary>Told that the gradient of a run of parameters is complete; updates them now unless the norm is waited for.</summary>
    /// <returns>Whether they were updated.</returns>
    public bool Complete(nint first, nint length, bool decay)
    {
        if (!active || clipNorm is not null)
        {
            return false;
        }

        Update(first, length, decay);
        return true;
    }

    /// <summary>Ends a step, after all gradients are complete: where they are clipped, this is where parameters change.</summary>
    /// <returns>Whether parameters changed here.</returns>
    public bool Finish()
    {
        if (!active || clipNorm is null)
        {
            return false;
        }

        Apply();
        return true;
    }

    /// <summary>Moves all parameters of the group by a gradient that is there as a whole.</summary>
    public void Apply()
    {
        if (clipNorm is { } limit)
        {
            team.Run(normPhase);
            var norm = Math.Sqrt(normBlocks.Sum());
            adam = AdamStep(norm > limit ? (float)(limit / norm) : 1);
        }

        team.Run(updatePhase);
    }

    private AdamKernel.Step AdamStep(float gradientScale) => new()
    {
        Beta1 = optimizer.Beta1,
        Beta2 = optimizer.Beta2,
        Epsilon = optimizer.Epsilon,
        StepSize = (float)(learningRate / (1 - Math.Pow(optimizer.Beta1, StepsTaken))),
        InverseRootCorrection = (float)(1 / Math.Sqrt(1 - Math.Pow(optimizer.Beta2, StepsTaken))),
        Shrink = 1 - (learningRate * optimizer.WeightDecay),
        GradientScale = gradientScale,
    };

    private void NormShare(int thread)
    {
        for (var block = thread; block < normBlocks.Length; block += team.Active)
        {
            var start = block * NormBlock;
            normBlocks[block] = AdamKernel.SumOfSquares(Gradient + offset + start, Math.Min(NormBlock, count - start));
        }
    }

    private void UpdateShare(int thread)
    {
        foreach (var slot in slots)
        {
            if (!slot.IsTrained)
            {
                continue;
            }

            var first = (int)((long)slot.Count * thread / team.Active);
            var last = (int)((long)slot.Count * (thread + 1) / team.Active);
            Update(slot.Offset + first, last - first, slot.Decays);
        }
    }

    private void Update(nint first, nint length, bool decay) => AdamKernel.Update<S, V>(
        memory.Parameters.Pointer + first,
        Gradient + first,
        memory.FirstMoment.Pointer + shift + first,
        memory.SecondMoment.Pointer + shift + first,
        length,
        adam,
        decay && optimizer.WeightDecay > 0);
}
