using Vae.Core.Engines;
using Vae.Torch.Tensors;

namespace Vae.Torch.Optimizers;

/// <summary>Adam over one group of parameters, with libtorch's operators on any device; the numbers are those of the managed engine.</summary>
internal sealed class GroupAdam : IDisposable
{
    private readonly OptimizerGroup group;
    private readonly Tensor parameters;
    private readonly Tensor firstMoment;
    private readonly Tensor secondMoment;
    private readonly Tensor meanShare;
    private readonly Tensor? decays;
    private readonly Scalar keepSquare;
    private readonly Scalar addSquare;
    private readonly Scalar one = 1f.ToScalar();

    /// <param name="group">The parameters and Adam's numbers; the group's factor on the rate and its clipping are not looked at.</param>
    /// <param name="flat">All parameters.</param>
    /// <param name="context">Where to compute.</param>
    public GroupAdam(OptimizerGroup group, Tensor flat, ComputeContext context)
    {
        this.group = group;
        using var scope = context.Enter(gradients: false);
        parameters = flat.narrow(0, group.Offset, group.Count).Keep();
        firstMoment = torch.zeros_like(parameters).Keep();
        secondMoment = torch.zeros_like(parameters).Keep();
        meanShare = HostMemory.FromFloats([1 - group.Optimizer.Beta1]).to(context.Device).Keep();
        keepSquare = group.Optimizer.Beta2.ToScalar();
        addSquare = (1 - group.Optimizer.Beta2).ToScalar();
        if (group.Optimizer.WeightDecay > 0)
        {
            decays = torch.zeros_like(parameters).Keep();
            foreach (var slot in group.Slots.Where(slot => slot.Decays))
            {
                decays.narrow(0, slot.Offset - group.Offset, slot.Count).fill_(one);
            }
        }
    }

    public long Steps { get; set; }

    /// <summary>Takes a step down a gradient of the whole group, side by side in one tensor.</summary>
    public void Apply(Tensor gradient, float rate)
    {
        Steps++;
        using var none = torch.no_grad();
        var optimizer = group.Optimizer;
        var correction = 1 / Math.Sqrt(1 - Math.Pow(optimizer.Beta2, Steps));
        var size = rate / (1 - Math.Pow(optimizer.Beta1, Steps));

        // m / (sqrt(v) c + epsilon) = (m / c) / (sqrt(v) + epsilon / c).
        using var epsilon = (optimizer.Epsilon / correction).ToScalar();
        using var descent = (-size / correction).ToScalar();
        firstMoment.lerp_(gradient, meanShare);
        secondMoment.mul_(keepSquare).addcmul_(gradient, gradient, addSquare);
        if (decays is not null)
        {
            using var shrink = (-rate * optimizer.WeightDecay).ToScalar();
            parameters.addcmul_(parameters, decays, shrink);
        }

        parameters.addcdiv_(firstMoment, secondMoment.sqrt().AddHere(epsilon), descent);
    }

    /// <summary>Copies the group's moments to their places.</summary>
    public void Read(Span<float> first, Span<float> second)
    {
        firstMoment.CopyTo(first.Slice(group.MomentOffset, group.Count));
        secondMoment.CopyTo(second.Slice(group.MomentOffset, group.Count));
    }

    /// <summary>Replaces them.</summary>
    public void Write(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        firstMoment.Load(first.Slice(group.MomentOffset, group.Count));
        secondMoment.Load(second.Slice(group.MomentOffset, group.Count));
    }

    public void Dispose()
    {
        IDisposable?[] owned = [firstMoment, secondMoment, meanShare, decays, parameters, keepSquare, addSquare, one];
        foreach (var item in owned)
        {
            item?.Dispose();
        }
    }
}
