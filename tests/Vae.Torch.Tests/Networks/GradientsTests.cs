using System.Runtime.InteropServices;
using Vae.Torch.Devices;
using Vae.Torch.Networks;
using Vae.Torch.Tests.Support;

namespace Vae.Torch.Tests.Networks;

/// <summary>What goes wrong on the way back is an exception. By way of <c>torch.autograd.grad</c> each of these ends the process.</summary>
public sealed class GradientsTests
{
    [SkippableFact]
    public void Of_ParameterOverwrittenSinceTheWayForward_IsAnException()
    {
        Machine.NeedsLibtorch();
        using var scope = torch.NewDisposeScope();
        var parameter = torch.ones(3, requires_grad: true);
        var loss = parameter.mul(parameter).sum();
        using (torch.no_grad())
        {
            parameter.add_(1);
        }

        var error = Assert.Throws<ExternalException>(() => Gradients.Of(loss, [parameter]));

        Assert.Contains("modified by an inplace operation", error.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Of_MemoryRunsOutOnTheWayBack_IsAnExceptionThatIsKnownAsSuch()
    {
        Machine.NeedsLibtorch();
        using var scope = torch.NewDisposeScope();
        var parameter = torch.ones(1, requires_grad: true);

        // Forward it is one number seen many times over; the way back wants a petabyte.
        var loss = parameter.expand(1L << 48).select(0, 5).mul(parameter).sum();

        var error = Assert.Throws<ExternalException>(() => Gradients.Of(loss, [parameter]));

        Assert.True(TorchErrors.IsOutOfMemory(error), error.Message);
    }

    [SkippableFact]
    public void Of_LossThatHasNoWayBack_IsAnException()
    {
        Machine.NeedsLibtorch();
        using var scope = torch.NewDisposeScope();

        Assert.Throws<ExternalException>(() => Gradients.Of(torch.ones(1).sum(), [torch.ones(3, requires_grad: true)]));
    }

    [SkippableFact]
    public void Of_LossOfManyNumbers_IsAnException()
    {
        Machine.NeedsLibtorch();
        using var scope = torch.NewDisposeScope();
        var parameter = torch.ones(3, requires_grad: true);

        Assert.Throws<ExternalException>(() => Gradients.Of(parameter.mul(parameter), [parameter]));
    }

    [SkippableFact]
    public void Of_ParameterOutsideTheLoss_IsZero()
    {
        Machine.NeedsLibtorch();
        using var scope = torch.NewDisposeScope();
        var (used, idle) = (torch.ones(2, requires_grad: true), torch.ones(3, requires_grad: true));

        var gradients = Gradients.Of(used.mul(used).sum(), [idle, used]);

        Assert.Equal([0f, 0, 0], gradients[0].data<float>().ToArray());
        Assert.Equal([2f, 2], gradients[1].data<float>().ToArray());
    }

    [SkippableFact]
    public void Of_SameParametersAgain_AddsNothingOfTheTimeBefore()
    {
        Machine.NeedsLibtorch();
        using var scope = torch.NewDisposeScope();
        var parameter = torch.ones(2, requires_grad: true);

        var first = Gradients.Of(parameter.mul(parameter).sum(), [parameter])[0];
        var second = Gradients.Of(parameter.mul(parameter).sum(), [parameter])[0];

        Assert.Equal([2f, 2], first.data<float>().ToArray());
        Assert.Equal([2f, 2], second.data<float>().ToArray());
    }
}
