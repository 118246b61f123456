using System.Runtime.InteropServices;
using Vae.Core;
using Vae.Core.Engines;
using Vae.Core.Randomness;
using Vae.Torch.Devices;
using Vae.Torch.Networks;
using Vae.Torch.Rows;
using Vae.Torch.Tensors;

namespace Vae.Torch.Sessions;

/// <summary>Forward passes in single precision with the session's parameters as they stand, many rows at a time; temporaries go as soon as they were read.</summary>
internal sealed unsafe class TorchInference : IInference
{
    // Floats of the widest value on the way: 32 MB, which keeps a GPU busy and a processor's memory small.
    private const int ChunkFloats = 1 << 23;
    private const int MostRows = 1 << 16;

    private readonly TorchModel model;
    private readonly ComputeContext context;
    private readonly int features;
    private readonly int latent;
    private readonly long widest;

    public TorchInference(TorchModel model, ComputeContext context)
    {
        this.model = model;
        this.context = context;
        features = model.Plan.InputDimension;
        latent = model.Plan.LatentDimension;
        widest = model.Widest;
    }

    public void Encode(ReadOnlySpan<float> rows, Span<float> mean, Span<float> logVariance)
    {
        try
        {
            EncodeChunks(rows, mean, logVariance);
        }
        catch (ExternalException exception)
        {
            throw Failed("encode", rows, exception);
        }
    }

    private void EncodeChunks(ReadOnlySpan<float> rows, Span<float> mean, Span<float> logVariance)
    {
        using var scope = context.EnterInference();
        var chunk = RowsAtOnce(1);
        var all = rows.Length / features;
        for (var first = 0; first < all; first += chunk)
        {
            var count = Math.Min(chunk, all - first);
            using var loaded = Load(rows.Slice(first * features, count * features), count);
            var input = ObservedRows.Seen(loaded, model.Plan.AllowsMissing);
            var (codes, variances) = model.InferCodes(input, !logVariance.IsEmpty);
            if (model.Plan.AllowsMissing)
            {
                input.Dispose();
            }

            codes.CopyTo(mean.Slice(first * latent, count * latent));
            codes.Dispose();
            if (variances is not null)
            {
                variances.CopyTo(logVariance.Slice(first * latent, count * latent));
                variances.Dispose();
            }
        }
    }

    public LossTotals NegativeElbo(ReadOnlySpan<float> rows, int samples, int seed, long firstRow, ReadOnlySpan<float> weights = default)
    {
        var stream = new Philox(seed, RandomPurpose.Evaluation);
        var chunk = RowsAtOnce(samples);
        var all = rows.Length / features;
        var totals = default(LossTotals);
        for (var first = 0; first < all; first += chunk)
        {
            var count = Math.Min(chunk, all - first);
            using var scope = context.EnterInference();
            try
            {
                totals += ChunkElbo(rows.Slice(first * features, count * features), count, samples, stream, firstRow + first, Weights(weights, first, count));
            }
            catch (ExternalException exception)
            {
                throw Failed("score", rows, exception);
            }
        }

        return totals;
    }

    public LossTotals ImportanceWeightedNll(ReadOnlySpan<float> rows, int samples, int seed, long firstRow, ReadOnlySpan<float> weights = default)
    {
        var stream = new Philox(seed, RandomPurpose.Evaluation);
        var chunk = RowsAtOnce(samples);
        var all = rows.Length / features;
        var totals = default(LossTotals);
        for (var first = 0; first < all; first += chunk)
        {
            var count = Math.Min(chunk, all - first);
            using var scope = context.EnterInference();
            try
            {
                totals += ChunkNll(rows.Slice(first * features, count * features), count, samples, stream, firstRow + first, Weights(weights, first, count));
            }
            catch (ExternalException exception)
            {
                throw Failed("score", rows, exception);
            }
        }

        return totals;
    }

    private LossTotals ChunkNll(ReadOnlySpan<float> rows, int count, int samples, in Philox stream, long firstRow, StepWeights? weights)
    {
        var input = Load(rows, count);
        var seen = ObservedRows.Seen(input, model.Plan.AllowsMissing);
        var target = model.Scored(input);
        var (mean, logVariance) = model.InferCodes(seen, wantsVariance: true);
        if (logVariance is null)
        {
            throw new InvalidOperationException("An autoencoder has no q(z|x), and so no importance-weighted likelihood; train a variational model.");
        }

        using var half = 0.5f.ToScalar();
        using var one = 1f.ToScalar();
        var sigma = logVariance.mul(half).exp_();
        var divergence = StepWeights.Rows(mean.mul(mean).addcmul_(sigma, sigma, one).sub_(logVariance).sub_(one), weights).sum().mul_(half);
        var noise = Noise(count, samples, stream, firstRow);
        var codes = mean.addcmul(sigma, noise, one);
        var output = model.InferRows(model.WithContext(codes, seen));
        var loss = model.Likelihood.PerRow(output.view(samples, count, model.Plan.OutputDimension), target);

        // log p(z) - log q(z|x) = sum_j (noise_j^2 - z_j^2 + log sigma_j^2) / 2.
        var logWeights = noise.mul(noise).sub_(codes.mul(codes)).AddHere(logVariance).sum([-1L]).mul_(half).sub_(loss);
        var bound = StepWeights.SumOf(torch.logsumexp(logWeights, 0), weights);
        var sums = torch.stack([bound, StepWeights.SumOf(loss, weights), divergence]).to(torch.CPU).data<float>();
        return new LossTotals(count, ((weights?.Sum ?? count) * Math.Log(samples)) - sums[0], (double)sums[1] / samples, sums[2]);
    }

    private LossTotals ChunkElbo(ReadOnlySpan<float> rows, int count, int samples, in Philox stream, long firstRow, StepWeights? weights)
    {
        var input = Load(rows, count);
        var seen = ObservedRows.Seen(input, model.Plan.AllowsMissing);
        var target = model.Scored(input);
        var (mean, logVariance) = model.InferCodes(seen, wantsVariance: true);
        if (logVariance is null)
        {
            double alone = model.Likelihood.Sum(model.InferRows(model.WithContext(mean, seen)).view(1, count, model.Plan.OutputDimension), target, weights).to(torch.CPU).item<float>();
            return new LossTotals(count, alone, alone, 0);
        }

        using var half = 0.5f.ToScalar();
        using var one = 1f.ToScalar();
        var sigma = logVariance.mul(half).exp_();
        var divergence = StepWeights.Rows(mean.mul(mean).addcmul_(sigma, sigma, one).sub_(logVariance).sub_(one), weights).sum().mul_(half);
        var codes = mean.addcmul(sigma, Noise(count, samples, stream, firstRow), one);
        var output = model.InferRows(model.WithContext(codes, seen));
        var loss = model.Likelihood.Sum(output.view(samples, count, model.Plan.OutputDimension), target, weights);
        var sums = torch.stack([loss, divergence]).to(torch.CPU).data<float>();
        double reconstruction = sums[0] / samples;
        return new LossTotals(count, reconstruction + sums[1], reconstruction, sums[1]);
    }

    /// <summary>Noise by the row's own number, the managed engine's, [samples, rows, latent].</summary>
    private Tensor Noise(int count, int samples, in Philox stream, long firstRow)
    {
        var padded = (latent + 3) & ~3;
        var row = new float[padded];
        var host = torch.empty(samples, count, latent, torch.ScalarType.Float32, torch.CPU);
        var values = host.Floats();
        fixed (float* pointer = row)
        {
            for (var sample = 0; sample < samples; sample++)
            {
                for (var i = 0; i < count; i++)
                {
                    NormalNoise.Fill(stream, (uint)sample, (ulong)(firstRow + i), pointer, padded);
                    row.AsSpan(0, latent).CopyTo(values.Slice(((sample * count) + i) * latent, latent));
                }
            }
        }

        return host.Send(context);
    }

    private EngineException Failed(string what, ReadOnlySpan<float> rows, ExternalException cause) =>
        TorchErrors.Of(Invariant($"{what} {rows.Length / features} rows on {context.Choice.Name}"), cause);

    private Tensor Load(ReadOnlySpan<float> rows, int count) => HostMemory.FromFloats(rows, count, features).Send(context);

    private StepWeights? Weights(ReadOnlySpan<float> weights, int first, int count) => weights.IsEmpty ? null : StepWeights.Of(weights.Slice(first, count), context);

    private int RowsAtOnce(int samples) => (int)Math.Clamp(ChunkFloats / (widest * samples), 1, MostRows);
}
