using Vae.Core.Engines;
using Vae.Core.Networks;
using Vae.Core.Options;
using Vae.Torch.Networks;
using Vae.Torch.Randomness;
using Vae.Torch.Rows;
using Vae.Torch.Tensors;

namespace Vae.Torch.Objectives;

/// <summary>What a step minimises. This is the place where a new kind of objective gets its forward pass; libtorch finds the way back.</summary>
internal sealed class StepObjective : IDisposable
{
    private readonly VaePlan plan;
    private readonly ObjectiveOptions options;
    private readonly TorchModel model;
    private readonly StepNoise noise;
    private readonly Scalar one = 1f.ToScalar();
    private readonly Scalar half = 0.5f.ToScalar();
    private readonly Scalar inverseSamples;
    private readonly Scalar logSamples;
    private readonly Scalar freeBits;

    /// <exception cref="NotSupportedException">The objective is of a kind that has no forward pass here.</exception>
    public StepObjective(TrainingSetup setup, TorchModel model, StepNoise noise)
    {
        plan = setup.Plan;
        options = setup.Objective;
        this.model = model;
        this.noise = noise;
        inverseSamples = (1f / options.Samples).ToScalar();
        logSamples = MathF.Log(options.Samples).ToScalar();
        freeBits = options.FreeBits.ToScalar();
        if (!Enum.IsDefined(options.Kind))
        {
            throw Unknown();
        }
    }

    /// <summary>Goes forward.</summary>
    /// <param name="input">What the encoder sees, [rows, features].</param>
    /// <param name="target">What the decoder should put out, [rows, features].</param>
    /// <param name="settings">Number of the step and weight of the KL.</param>
    /// <param name="weights">How much each row counts; null: once.</param>
    /// <param name="movesStatistics">Whether running statistics of normalisations take the batch in.</param>
    public StepLosses Forward(Tensor input, Tensor target, in StepSettings settings, StepWeights? weights, bool movesStatistics)
    {
        var count = input.shape[0];
        var pass = new Pass(Trains: true, movesStatistics, noise.Masks(settings, (int)count), weights);
        var (mean, logVariance) = model.Encode(input, pass);
        var scored = model.Scored(target);
        return (options.Kind, logVariance) switch
        {
            (ObjectiveKind.Autoencoder, _) => Autoencoder(mean, input, scored, pass),
            (ObjectiveKind.Elbo, not null) => Elbo(mean, logVariance, input, scored, settings, pass),
            (ObjectiveKind.Iwae, not null) => Iwae(mean, logVariance, input, scored, settings, pass),
            _ => throw Unknown(),
        };
    }

    /// <summary>The KL of each dimension of the code over rows, of each times its weight, [dimensions]; no way back.</summary>
    /// <param name="input">What the encoder sees, [rows, features].</param>
    /// <param name="settings">Number of the step.</param>
    /// <param name="weights">How much each row counts; null: once.</param>
    public Tensor SumDivergence(Tensor input, in StepSettings settings, StepWeights? weights)
    {
        var (mean, logVariance) = model.Encode(input, new Pass(Trains: true, MovesStatistics: false, noise.Masks(settings, (int)input.shape[0]), weights));
        return StepWeights.Rows(Divergence(mean, logVariance!.mul(half).exp(), logVariance), weights).sum([0L]);
    }

    public void Dispose()
    {
        foreach (var scalar in new[] { one, half, inverseSamples, logSamples, freeBits })
        {
            scalar.Dispose();
        }
    }

    private StepLosses Autoencoder(Tensor code, Tensor input, Tensor target, Pass pass)
    {
        var loss = model.Likelihood.Sum(Decode(code, 1, input, pass), target, pass.Weights);
        return new StepLosses(loss, loss, torch.zeros_like(loss));
    }

    /// <summary>-log p(x|z) averaged over samples, and the KL with its weight and free bits (Kingma and Welling 2014, eq. 10).</summary>
    private StepLosses Elbo(Tensor mean, Tensor logVariance, Tensor input, Tensor target, in StepSettings settings, Pass pass)
    {
        var sigma = logVariance.mul(half).exp();
        var code = mean.addcmul(sigma, noise.Normal(settings, (int)target.shape[0]), one);
        var loss = model.Likelihood.Sum(Decode(code, options.Samples, input, pass), target, pass.Weights);
        var reconstruction = options.Samples == 1 ? loss : loss.mul(inverseSamples);
        var (total, counted) = Counted(StepWeights.Rows(Divergence(mean, sigma, logVariance), pass.Weights), pass.Weights?.Sum ?? target.shape[0], settings.MeanDivergence.Span);
        using var weight = settings.KlWeight.ToScalar();
        return new StepLosses(reconstruction.add(counted, weight), reconstruction, total);
    }

    /// <summary>-log 1/k sum_i p(x|z_i) p(z_i) / q(z_i|x) (Burda et al. 2016, eq. 8); its derivative weighs each sample by its share of the sum, eq. 14.</summary>
    private StepLosses Iwae(Tensor mean, Tensor logVariance, Tensor input, Tensor target, in StepSettings settings, Pass pass)
    {
        var sigma = logVariance.mul(half).exp();
        var drawn = noise.Normal(settings, (int)target.shape[0]);
        var code = mean.addcmul(sigma, drawn, one);
        var loss = model.Likelihood.PerRow(Decode(code, options.Samples, input, pass), target);

        // log p(z) - log q(z|x) = sum_j (noise_j^2 - z_j^2 + log sigma_j^2) / 2.
        var logWeights = drawn.mul(drawn).sub(code.mul(code)).Plus(logVariance).sum([-1L]).mul(half).sub(loss);
        var bound = StepWeights.SumOf(torch.logsumexp(logWeights, 0).sub(logSamples), pass.Weights).neg();
        return new StepLosses(
            bound, StepWeights.SumOf(loss, pass.Weights).mul(inverseSamples), StepWeights.Rows(Divergence(mean, sigma, logVariance), pass.Weights).sum());
    }

    /// <summary>Decoder outputs, [samples, rows, features], of codes [samples, rows, latent] or [rows, latent] of rows as the encoder saw them.</summary>
    private Tensor Decode(Tensor code, int samples, Tensor input, Pass pass) =>
        model.Decode(model.WithContext(code, input), pass).view(samples, input.shape[0], plan.OutputDimension);

    /// <summary>KL_j = (mean^2 + sigma^2 - log sigma^2 - 1) / 2 of each row and dimension (Kingma and Welling 2014, appendix B).</summary>
    private Tensor Divergence(Tensor mean, Tensor sigma, Tensor logVariance) =>
        mean.mul(mean).addcmul(sigma, sigma, one).sub(logVariance).sub(one).mul(half);

    /// <summary>The KL, and what of it counts: each dimension's, averaged over the batch, as at least the free bits, below which it has no gradient.</summary>
    /// <param name="divergence">[rows, dimensions], each row times its weight.</param>
    /// <param name="count">Sum of the weights: the rows where they have none.</param>
    /// <param name="given">The average of each dimension over a batch that the rows are a part of; empty: they are the batch.</param>
    private (Tensor Total, Tensor Counted) Counted(Tensor divergence, double count, ReadOnlySpan<double> given)
    {
        if (options.FreeBits <= 0)
        {
            var sum = divergence.sum();
            return (sum, sum);
        }

        if (!given.IsEmpty)
        {
            // What is over the free bits counts as it is in these rows, and what is not as the free bits do; added over all parts that is the count of the batch.
            var (counts, constant) = (new float[given.Length], 0.0);
            for (var j = 0; j < counts.Length; j++)
            {
                counts[j] = given[j] > options.FreeBits ? 1 : 0;
                constant += given[j] > options.FreeBits ? 0 : options.FreeBits * count;
            }

            using var free = ((float)constant).ToScalar();
            return (divergence.sum(), divergence.mul(HostMemory.FromFloats(counts, counts.Length).to(divergence.device)).sum().Plus(free));
        }

        using var rows = ((float)count).ToScalar();
        using var share = ((float)(1 / count)).ToScalar();
        var average = divergence.sum([0L]).mul(share);
        return (average.sum().mul(rows), average.clamp_min(freeBits).sum().mul(rows));
    }

    private NotSupportedException Unknown() =>
        new($"The torch engine has no forward pass for Objective.Kind {options.Kind}; train this model with Engine.Name = managed.");
}
