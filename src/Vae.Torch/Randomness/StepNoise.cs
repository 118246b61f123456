using Vae.Core.Engines;
using Vae.Core.Networks;
using Vae.Core.Objectives;
using Vae.Core.Options;
using Vae.Core.Randomness;
using Vae.Torch.Tensors;

namespace Vae.Torch.Randomness;

/// <summary>Noise and dropout masks of training steps: those that are injected, or the streams of the seed.</summary>
internal sealed unsafe class StepNoise : IDisposable
{
    private readonly ComputeContext context;
    private readonly int latent;
    private readonly int samples;
    private readonly NoiseStream normal;
    private readonly NoiseStream? corruption;
    private readonly NoiseStream? binarization;
    private readonly NoiseStream? instance;
    private readonly float instanceDeviation;
    private readonly int features;
    private readonly List<NoiseStream> masks = [];
    private readonly List<(DropoutLayer Layer, int Groups)> dropped = [];

    public StepNoise(TrainingSetup setup, ComputeContext context)
    {
        this.context = context;
        features = setup.Plan.OutputDimension;
        latent = setup.Plan.LatentDimension;
        
        // An adversarial autoencoder encodes its rows twice a step; a VAE-GAN decodes codes of rows and of the prior.
        samples = setup.Objective.Kind == ObjectiveKind.Adversarial ? 2 : setup.Objective.Samples;
        var decoded = setup.Objective.Kind switch
        {
            ObjectiveKind.Adversarial => 1,
            ObjectiveKind.VaeGan => 2,
            _ => samples,
        };
        var noise = new Philox(setup.Seed, RandomPurpose.TrainingNoise);
        normal = new NoiseStream(context, setup.BatchSize, samples, latent, (block, step, destination, count) =>
            NormalNoise.Fill(noise, block, (ulong)step, destination, count), setup.StepsAreApart);
        if (setup.Objective.Corruption is { } kind)
        {
            var stream = new Philox(setup.Seed, RandomPurpose.Corruption);
            var isNormal = kind is GaussianCorruption;
            corruption = new NoiseStream(context, setup.BatchSize, 1, features, (block, step, destination, count) =>
            {
                if (isNormal)
                {
                    NormalNoise.Fill(stream, block, (ulong)step, destination, count);
                }
                else
                {
                    NormalNoise.FillUniform(stream, block, (ulong)step, destination, count);
                }
            }, setup.StepsAreApart);
        }

        if (setup.Objective.Binarization != Core.Options.Binarization.None)
        {
            var stream = new Philox(setup.Seed, RandomPurpose.Binarization);
            binarization = new NoiseStream(context, setup.BatchSize, 1, features, (block, step, destination, count) =>
                NormalNoise.FillUniform(stream, block, (ulong)step, destination, count), setup.StepsAreApart);
        }

        if (setup.Objective.HasDiscriminator)
        {
            // Codes of the prior and of rows have noise of their own; rows of a VAE-GAN and what it makes of them the same.
            var isCode = setup.Objective.Kind == ObjectiveKind.Adversarial;
            var stream = new Philox(setup.Seed, RandomPurpose.InstanceNoise);
            instanceDeviation = setup.Objective.Adversarial.ResolveInstanceNoise(setup.Objective.Kind, latent);
            instance = new NoiseStream(context, setup.BatchSize, isCode ? 2 : 1, isCode ? latent : features, (block, step, destination, count) =>
                NormalNoise.Fill(stream, block, (ulong)step, destination, count));
        }

        dropped.AddRange(setup.Plan.Encoder.Layers.OfType<DropoutLayer>().Select(layer => (layer, 1)));
        dropped.AddRange(setup.Plan.Decoder.Layers.OfType<DropoutLayer>().Select(layer => (layer, decoded)));
        var dropout = new Philox(setup.Seed, RandomPurpose.Dropout);
        for (var i = 0; i < dropped.Count; i++)
        {
            var (number, (layer, groups)) = (i, dropped[i]);
            masks.Add(new NoiseStream(context, setup.BatchSize, groups, layer.Size, (block, step, destination, count) =>
                NormalNoise.FillDropout(dropout, block, (ulong)step ^ ((ulong)number << 40), layer.Rate, destination, count), setup.StepsAreApart));
        }
    }

    /// <summary>Standard normal noise of a step, [samples, rows, latent].</summary>
    public Tensor Normal(in StepSettings settings, int rows) => settings.Injection is { } injection
        ? HostMemory.FromFloats(injection.Noise, samples, rows, latent).Send(context)
        : normal.Take(settings.Step, rows);

    /// <summary>What a corruption draws, [rows, features]: standard normal numbers or numbers in [0, 1), as its kind wants.</summary>
    public Tensor Corruption(in StepSettings settings, int rows) => OfRows(corruption!, settings, settings.Injection?.CorruptionNoise, rows);

    /// <summary>Numbers in [0, 1) that rows of probabilities are drawn by, [rows, features].</summary>
    public Tensor Binarization(in StepSettings settings, int rows) => OfRows(binarization!, settings, settings.Injection?.BinarizationNoise, rows);

    /// <summary>Examples with a step's noise on what a discriminator sees: that of codes of the prior (0) or of rows (1), or of rows and what is made of them (0).</summary>
    public Tensor WithInstanceNoise(Tensor examples, in StepSettings settings, int group, int rows)
    {
        if (settings.InstanceNoise * instanceDeviation == 0)
        {
            return examples;
        }

        using var scale = (settings.InstanceNoise * instanceDeviation).ToScalar();
        var drawn = instance!.Take(settings.Step, rows)[group];
        return examples.add(examples.shape[0] == rows ? drawn : drawn.repeat(examples.shape[0] / rows, 1), scale);
    }

    /// <summary>The masks of a step by the number of the dropout layer, [groups * rows, size], in the type of the networks; null where nothing is dropped.</summary>
    public Func<int, Tensor>? Masks(StepSettings settings, int rows) => dropped.Count == 0 ? null : layer =>
    {
        var (plan, groups) = dropped[layer];
        var mask = settings.Injection is { } injection
            ? HostMemory.FromFloats(injection.DropoutMasks[layer], groups, rows, plan.Size).Send(context)
            : masks[layer].Take(settings.Step, rows);
        return mask.reshape((long)groups * rows, plan.Size).to(context.NetworkType);
    };

    public void Dispose()
    {
        normal.Dispose();
        corruption?.Dispose();
        binarization?.Dispose();
        instance?.Dispose();
        foreach (var mask in masks)
        {
            mask.Dispose();
        }
    }

    private Tensor OfRows(NoiseStream stream, in StepSettings settings, float[]? injected, int rows) =>
        injected is null ? stream.Take(settings.Step, rows).squeeze(0) : HostMemory.FromFloats(injected, rows, features).Send(context);
}
