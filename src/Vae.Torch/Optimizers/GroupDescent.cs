using System.Collections.Immutable;
using Vae.Core.Engines;
using Vae.Core.Networks;
using Vae.Torch.Tensors;

namespace Vae.Torch.Optimizers;

/// <summary>One of several optimisers of a run: gathers the gradients of its group of parameters, clips them by its own norm, and steps at its own rate.</summary>
internal sealed class GroupDescent : IDisposable
{
    private readonly OptimizerGroup group;
    private readonly ImmutableArray<ParameterSlot> trained;
    private readonly GroupAdam adam;
    private readonly Tensor gradient;
    private readonly Scalar? clip;
    private readonly Scalar one = 1f.ToScalar();

    public GroupDescent(OptimizerGroup group, TorchParameters parameters, ComputeContext context)
    {
        this.group = group;
        trained = [.. group.Slots.Where(slot => slot.IsTrained)];
        adam = new GroupAdam(group, parameters.Flat, context);
        gradient = torch.zeros(group.Count, torch.ScalarType.Float32, context.Device).Keep();
        clip = group.ClipNorm?.ToScalar();
        Trained = parameters.TrainedOf(group.Slots);
    }

    /// <summary>What gradients are taken of, in the group's order.</summary>
    public Tensor[] Trained { get; }

    /// <summary>Puts gradients side by side, where <see cref="Apply"/> takes them from; running statistics keep a gradient of 0.</summary>
    public void Collect(IList<Tensor> gradients)
    {
        using var none = torch.no_grad();
        for (var i = 0; i < gradients.Count; i++)
        {
            gradient.narrow(0, trained[i].Offset - group.Offset, trained[i].Count).copy_(gradients[i].to(torch.ScalarType.Float32).reshape(-1));
        }
    }

    /// <summary>Takes a step down the gradient that was collected.</summary>
    public void Apply(in StepSettings settings)
    {
        using var none = torch.no_grad();
        if (clip is not null)
        {
            // min(1, limit / norm); a norm of 0 gives infinity, which the minimum takes away.
            gradient.mul_(gradient.norm().reciprocal().mul(clip).clamp_max(one));
        }

        adam.Apply(gradient, settings.LearningRate * group.RateFactor);
    }

    /// <summary>Copies the gradient to the group's place among all.</summary>
    public void ReadGradient(Span<float> all) => gradient.CopyTo(all.Slice(group.MomentOffset, group.Count));

    public void Read(SessionState state, int number)
    {
        adam.Read(state.FirstMoment, state.SecondMoment);
        state.OptimizerSteps[number] = adam.Steps;
    }

    public void Write(SessionState state, int number)
    {
        adam.Write(state.FirstMoment, state.SecondMoment);
        adam.Steps = state.OptimizerSteps[number];
    }

    public void Dispose()
    {
        adam.Dispose();
        gradient.Dispose();
        clip?.Dispose();
        one.Dispose();
    }
}
