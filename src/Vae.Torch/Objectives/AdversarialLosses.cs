using Vae.Core.Data;
using Vae.Core.Engines;
using Vae.Core.Likelihoods;
using Vae.Core.Networks;
using Vae.Core.Objectives;
using Vae.Core.Options;
using Vae.Torch.Networks;
using Vae.Torch.Randomness;
using Vae.Torch.Rows;
using Vae.Torch.Tensors;

namespace Vae.Torch.Objectives;

/// <summary>
/// What the networks of an adversarial autoencoder and of a VAE-GAN minimise, as sums over the rows of a step; libtorch finds the way back. The formulas are those of the
/// managed engine's sessions.
/// </summary>
internal sealed class AdversarialLosses : IDisposable
{
    private readonly TrainingSetup setup;
    private readonly ComputeContext context;
    private readonly TorchModel model;
    private readonly TorchNetwork below;
    private readonly TorchNetwork above;
    private readonly StepNoise noise;
    private readonly Prior prior;
    private readonly int latent;
    private readonly int classes;
    private readonly Scalar one = 1f.ToScalar();
    private readonly Scalar half = 0.5f.ToScalar();
    private readonly Scalar zero = 0f.ToScalar();

    public AdversarialLosses(TrainingSetup setup, TorchModel model, StepNoise noise, ComputeContext context)
    {
        (this.setup, this.model, this.noise, this.context) = (setup, model, noise, context);
        latent = setup.Plan.LatentDimension;
        var (lower, upper) = DiscriminatorPlan.Split(setup.Auxiliary!);
        (below, above) = (new TorchNetwork(lower, model.Parameters, 0, context), new TorchNetwork(upper, model.Parameters, 0, context));
        var isCode = setup.Objective.Kind == ObjectiveKind.Adversarial;
        classes = isCode ? setup.Auxiliary!.Layers[0].Inputs - latent : 0;
        prior = isCode ? setup.Objective.Adversarial.Prior : Prior.StandardNormal();
    }

    /// <summary>An adversarial autoencoder's reconstruction loss.</summary>
    public Tensor Rebuild(Tensor input, Tensor target, in StepSettings settings, StepWeights? weights, bool movesStatistics)
    {
        var pass = NewPass(input, settings, weights, movesStatistics);
        var output = model.Decode(Code(input, settings, 0, pass), pass);
        return model.Likelihood.Sum(output.view(1, input.shape[0], setup.Plan.InputDimension), target, weights);
    }

    /// <summary>Its discriminator's loss, and its answers: a logit a row for codes of the prior, then for those of the rows.</summary>
    public (Tensor Loss, Tensor Logits) TellApart(Tensor rows, int[] labels, in StepSettings settings, StepWeights? weights, bool movesStatistics)
    {
        var code = Code(rows, settings, 1, NewPass(rows, settings, weights, movesStatistics)).detach();
        var real = noise.WithInstanceNoise(PriorCodes(labels, settings, rows.shape[0]), settings, 0, labels.Length);
        var logits = torch.cat([Judge(real, labels), Judge(noise.WithInstanceNoise(code, settings, 1, labels.Length), labels)]);
        return (DiscriminatorLoss(logits, rows.shape[0], weights), logits);
    }

    /// <summary>What its encoder minimises to deceive. The rows are encoded anew, as the optimiser has touched the tensor that all parameters share.</summary>
    public Tensor Deceive(Tensor rows, int[] labels, in StepSettings settings, StepWeights? weights)
    {
        var code = Code(rows, settings, 1, NewPass(rows, settings, weights, movesStatistics: false));
        return StepWeights.SumOf(Softplus(Judge(noise.WithInstanceNoise(code, settings, 1, labels.Length), labels).neg()), weights);
    }

    /// <summary>What encoder, decoder and discriminator of a VAE-GAN minimise (Larsen et al. 2016, algorithm 1), its discriminator's answers, and the figures of the report.</summary>
    public (Tensor[] Losses, Tensor Logits, Tensor Reconstruction, Tensor Divergence) VaeGan(
        Tensor input, Tensor target, in StepSettings settings, StepWeights? weights, bool movesStatistics)
    {
        var count = input.shape[0];
        var pass = NewPass(input, settings, weights, movesStatistics);
        var (mean, logVariance) = model.Encode(input, pass);
        var sigma = logVariance!.mul(half).exp();
        var code = mean.addcmul(sigma, noise.Normal(settings, (int)count)[0], one);
        var output = model.Decode(torch.cat([code, PriorCodes([], settings, count)]), pass);
        var images = setup.Plan.Likelihood is BernoulliLikelihood ? output.sigmoid() : output;

        // What was not observed of a row looks as the decoder makes it, so that nothing tells the two apart there.
        var real = setup.Plan.AllowsMissing ? torch.where(target.isnan(), images.narrow(0, 0, count).detach(), target) : target;
        var shown = noise.WithInstanceNoise(torch.cat([real, images]), settings, 0, (int)count);
        var hidden = below.Train(shown, pass).to(torch.ScalarType.Float32);
        var logits = above.Train(hidden, pass).to(torch.ScalarType.Float32).view(-1);
        var options = setup.Objective.Adversarial;
        using var precision = (0.5f / (options.FeatureSigma * options.FeatureSigma)).ToScalar();
        using var gamma = options.ReconstructionWeight.ToScalar();
        using var klWeight = settings.KlWeight.ToScalar();
        var like = StepWeights.Rows(hidden.narrow(0, count, count).sub(hidden.narrow(0, 0, count)).Squared().reshape(count, -1), weights).sum().mul(precision);
        var divergence = StepWeights.Rows(mean.mul(mean).addcmul(sigma, sigma, one).sub(logVariance).sub(one), weights).sum().mul(half);
        var reconstruction = model.Likelihood.Sum(output.narrow(0, 0, count).detach().view(1, count, setup.Plan.InputDimension), target, weights);
        Tensor[] losses =
        [
            like.add(divergence, klWeight),
            like.mul(gamma).Plus(StepWeights.SumOf(Softplus(logits.narrow(0, count, 2 * count).neg()), weights)),
            DiscriminatorLoss(logits, count, weights),
        ];
        return (losses, logits, reconstruction, divergence);
    }

    /// <summary>Sum over rows of the share of right answers, generated kinds together counting as much as the real one.</summary>
    public Tensor Correct(Tensor logits, long count, StepWeights? weights)
    {
        var kinds = logits.shape[0] / count;
        using var share = (1f / (kinds - 1)).ToScalar();
        var real = StepWeights.SumOf(logits.narrow(0, 0, count).gt(zero).to(torch.ScalarType.Float64), weights);
        var generated = StepWeights.SumOf(logits.narrow(0, count, logits.shape[0] - count).le(zero).to(torch.ScalarType.Float64), weights);
        return real.add(generated, share).mul(half);
    }

    public void Dispose()
    {
        below.Dispose();
        above.Dispose();
        foreach (var scalar in new[] { one, half, zero })
        {
            scalar.Dispose();
        }
    }

    private static Tensor Softplus(Tensor value) => value.LogOnePlusExp();

    private static Tensor DiscriminatorLoss(Tensor logits, long count, StepWeights? weights) => StepWeights.SumOf(Softplus(logits.narrow(0, 0, count).neg()), weights)
        .Plus(StepWeights.SumOf(Softplus(logits.narrow(0, count, logits.shape[0] - count)), weights));

    private Pass NewPass(Tensor rows, in StepSettings settings, StepWeights? weights, bool movesStatistics) =>
        new(Trains: true, movesStatistics, noise.Masks(settings, (int)rows.shape[0]), weights);

    private Tensor Code(Tensor rows, in StepSettings settings, int encoding, Pass pass)
    {
        var (mean, logVariance) = model.Encode(rows, pass);
        return logVariance is null
            ? mean
            : mean.addcmul(logVariance.mul(half).exp(), noise.Normal(settings, (int)rows.shape[0])[encoding], one);
    }

    private Tensor Judge(Tensor codes, int[] labels)
    {
        var input = classes == 0 ? codes : torch.cat([codes, OneHot(labels)], 1);
        return above.Train(below.Train(input, Pass.Inference with { Trains = true }), Pass.Inference with { Trains = true }).to(torch.ScalarType.Float32).view(-1);
    }

    private Tensor OneHot(int[] labels)
    {
        var values = new float[labels.Length * classes];
        for (var row = 0; row < labels.Length; row++)
        {
            values[(row * classes) + (labels[row] == ClassNumber.None ? classes - 1 : labels[row])] = 1;
        }

        return HostMemory.FromFloats(values, labels.Length, classes).Send(context);
    }

    private Tensor PriorCodes(int[] labels, in StepSettings settings, long count)
    {
        var codes = settings.Injection?.PriorCodes;
        if (codes is null)
        {
            codes = new float[count * latent];
            prior.Draw(PriorStream.Training(setup.Seed), settings.Step * setup.BatchSize, temperature: 1, latent, classes == 0 ? [] : labels, codes);
        }

        return HostMemory.FromFloats(codes, count, latent).Send(context);
    }
}
