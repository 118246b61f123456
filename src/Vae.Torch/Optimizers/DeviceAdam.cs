using Vae.Core.Engines;
using Vae.Core.Networks;
using Vae.Torch.Tensors;

namespace Vae.Torch.Optimizers;

/// <summary>
/// Adam on a GPU over the flat parameters: one operator puts the gradients side by side, and a handful more update everything at once, however many layers
/// there are. Clipping takes the norm on the device, so that nothing waits for it.
/// </summary>
internal sealed class DeviceAdam : IParameterUpdate
{
    private readonly TrainingSetup setup;
    private readonly Tensor parameters;
    private readonly Tensor?[] untrained;
    private readonly Tensor firstMoment;
    private readonly Tensor secondMoment;
    private readonly Tensor meanShare;
    private readonly Tensor? decays;
    private readonly Tensor? logSigma;
    private readonly Scalar keepSquare;
    private readonly Scalar addSquare;
    private readonly Scalar? floor;
    private readonly Scalar? clip;
    private readonly Scalar one = 1f.ToScalar();

    public DeviceAdam(TrainingSetup setup, TorchParameters model, float? minimumLogSigma, ComputeContext context)
    {
        this.setup = setup;
        parameters = model.Flat;
        using var scope = context.Enter(gradients: false);
        untrained = [.. setup.Layout.Slots.Select(slot => slot.IsTrained ? null : torch.zeros(slot.Count, torch.ScalarType.Float32, context.Device).Keep())];
        firstMoment = torch.zeros_like(parameters).Keep();
        secondMoment = torch.zeros_like(parameters).Keep();
        meanShare = HostMemory.FromFloats([1 - setup.Optimizer.Beta1]).to(context.Device).Keep();
        keepSquare = setup.Optimizer.Beta2.ToScalar();
        addSquare = (1 - setup.Optimizer.Beta2).ToScalar();
        if (setup.Optimizer.WeightDecay > 0)
        {
            decays = torch.zeros_like(parameters).Keep();
            foreach (var slot in setup.Layout.Slots.Where(slot => slot.Decays))
            {
                decays.narrow(0, slot.Offset, slot.Count).fill_(one);
            }
        }

        if (minimumLogSigma is { } lowest)
        {
            var slot = setup.Layout[VaePlan.LogSigmaName];
            logSigma = parameters.narrow(0, slot.Offset, slot.Count).Keep();
            floor = lowest.ToScalar();
        }

        clip = setup.GradientClipNorm?.ToScalar();
    }

    public long Steps { get; set; }

    public void Apply(IList<Tensor> gradients, in StepSettings settings)
    {
        Steps++;
        using var none = torch.no_grad();
        var gradient = SideBySide(gradients);
        if (clip is not null)
        {
            // min(1, limit / norm); a norm of 0 gives infinity, which the minimum takes away.
            gradient.mul_(gradient.norm().reciprocal().mul(clip).clamp_max(one));
        }

        var optimizer = setup.Optimizer;
        var correction = 1 / Math.Sqrt(1 - Math.Pow(optimizer.Beta2, Steps));
        var size = settings.LearningRate / (1 - Math.Pow(optimizer.Beta1, Steps));

        // m / (sqrt(v) c + epsilon) = (m / c) / (sqrt(v) + epsilon / c).
        using var epsilon = (optimizer.Epsilon / correction).ToScalar();
        using var descent = (-size / correction).ToScalar();
        firstMoment.lerp_(gradient, meanShare);
        secondMoment.mul_(keepSquare).addcmul_(gradient, gradient, addSquare);
        if (decays is not null)
        {
            using var shrink = (-settings.LearningRate * optimizer.WeightDecay).ToScalar();
            parameters.addcmul_(parameters, decays, shrink);
        }

        parameters.addcdiv_(firstMoment, secondMoment.sqrt().AddHere(epsilon), descent);
        if (floor is not null)
        {
            logSigma!.clamp_min_(floor);
        }
    }

    public void Read(Span<float> firstMoment, Span<float> secondMoment)
    {
        this.firstMoment.CopyTo(firstMoment);
        this.secondMoment.CopyTo(secondMoment);
    }

    public void Write(ReadOnlySpan<float> firstMoment, ReadOnlySpan<float> secondMoment)
    {
        this.firstMoment.Load(firstMoment);
        this.secondMoment.Load(secondMoment);
    }

    public void Dispose()
    {
        Tensor?[] tensors = [firstMoment, secondMoment, meanShare, decays, logSigma, .. untrained];
        Scalar?[] scalars = [keepSquare, addSquare, floor, clip, one];
        foreach (var item in tensors.Concat<IDisposable?>(scalars))
        {
            item?.Dispose();
        }
    }

    /// <summary>One gradient for the whole flat tensor; running statistics have zeros there, which leave them as they are.</summary>
    private Tensor SideBySide(IList<Tensor> gradients)
    {
        var next = 0;
        return torch.cat([.. untrained.Select(zeros => zeros ?? gradients[next++].to(torch.ScalarType.Float32).reshape(-1))]);
    }
}
