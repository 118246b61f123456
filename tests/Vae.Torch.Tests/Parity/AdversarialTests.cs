using Vae.Core.Engines;
using Vae.Core.Options;
using Vae.Core.Tests.Engines.Managed.Adversarial;
using Vae.Torch.Tests.Support;

namespace Vae.Torch.Tests.Parity;

/// <summary>Adversarial autoencoders and VAE-GANs on both engines: each group's gradient, and a run of steps whose noise each engine draws for itself.</summary>
public sealed class AdversarialTests
{
    public static TheoryData<string> Kinds => ["autoencoder", "gaussian encoder", "labels", "vae-gan", "vae-gan fixed"];

    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public void ComputeGradient_EachGroup_AgreesToATenThousandth(string kind)
    {
        Machine.NeedsLibtorch();
        var @case = new AdversarialCase(Options(kind), features: 7, rows: 37);
        var (wanted, losses) = @case.Gradient();
        var gradient = new float[wanted.Length];

        using var session = Open(@case);
        session.ComputeGradient(@case.Rows, @case.Settings, gradient);
        var found = session.TakeLosses();

        foreach (var group in @case.Setup.Groups)
        {
            foreach (var slot in group.Slots)
            {
                var at = group.MomentOffset - group.Offset + slot.Offset;
                var largest = wanted.AsSpan(at, slot.Count).ToArray().Max(MathF.Abs);
                for (var i = at; i < at + slot.Count; i++)
                {
                    Assert.True(Math.Abs(wanted[i] - gradient[i]) <= (1e-4f * largest) + 1e-6f, $"{group.Name} {slot.Name}: managed {wanted[i]}, torch {gradient[i]}");
                }
            }
        }

        Assert.Equal(losses.Objective, found.Objective, 1e-4 * Math.Max(1, Math.Abs(losses.Objective)));
        Assert.Equal(losses.Reconstruction, found.Reconstruction, 1e-4 * Math.Max(1, Math.Abs(losses.Reconstruction)));
        Assert.Equal(losses.DiscriminatorLoss, found.DiscriminatorLoss, 1e-4 * losses.DiscriminatorLoss);
        Assert.Equal(losses.DiscriminatorCorrect, found.DiscriminatorCorrect, 1e-6);
    }

    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public void Step_AHundredWithNoiseOfTheSeed_StaysWithinAThousandthOfTheOtherEngine(string kind)
    {
        Machine.NeedsLibtorch();
        var @case = new AdversarialCase(Options(kind), features: 7, rows: 37);
        using var managed = @case.Open();
        using var torch = Open(@case);

        for (var step = 0; step < 100; step++)
        {
            var settings = new StepSettings(step, 1e-3f, @case.Options.Objective.KlWeight) { Labels = @case.Labels, InstanceNoise = 1 - (step / 100f) };
            managed.Step(@case.Rows, settings);
            torch.Step(@case.Rows, settings);
        }

        var (wanted, found) = (managed.TakeLosses(), torch.TakeLosses());
        Assert.Equal(1, found.Objective / wanted.Objective, 1e-3);
        Assert.Equal(1, found.DiscriminatorLoss / wanted.DiscriminatorLoss, 1e-3);
    }

    private static ITrainingSession Open(AdversarialCase @case)
    {
        var engine = new EngineOptions { Name = EngineOptions.TorchName, Device = "cpu" };
        var session = ((ITrainingEngine)new TorchEngine()).Open(@case.Setup with { Engine = engine });
        var state = @case.Setup.NewState();
        @case.Parameters.CopyTo(state.Parameters, 0);
        session.WriteState(state);
        return session;
    }

    private static VaeOptions Options(string kind) => kind switch
    {
        "autoencoder" => AdversarialCase.Autoencoder("PerFeature", gaussianEncoder: false, labels: false, corruption: true),
        "gaussian encoder" => AdversarialCase.Autoencoder("Bernoulli", gaussianEncoder: true, labels: false, corruption: false),
        "labels" => AdversarialCase.Autoencoder("Fixed", gaussianEncoder: false, labels: true, corruption: false),
        "vae-gan" => AdversarialCase.VaeGan("Bernoulli", 1, 0.3f),
        _ => AdversarialCase.VaeGan("Fixed", 0.5f, 2),
    };
}
