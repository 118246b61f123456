using Vae.Core.Networks;
using Vae.Torch.Likelihoods;
using Vae.Torch.Tensors;

namespace Vae.Torch.Networks;

/// <summary>A whole plan on libtorch: encoder, heads, decoder and likelihood over one set of parameters.</summary>
internal sealed class TorchModel : IDisposable
{
    private readonly TorchNetwork encoder;
    private readonly TorchNetwork decoder;
    private readonly Scalar lowest = VaePlan.MinimumLogVariance.ToScalar();
    private readonly Scalar highest = VaePlan.MaximumLogVariance.ToScalar();

    /// <param name="plan">The model.</param>
    /// <param name="layout">Where its parameters lie.</param>
    /// <param name="context">Where to compute.</param>
    /// <param name="auxiliary">A network that trains beside it on the same parameters' tensor, or null.</param>
    public TorchModel(VaePlan plan, ParameterLayout layout, ComputeContext context, NetworkPlan? auxiliary = null)
    {
        Plan = plan;
        var rounded = plan.Layers.Concat(auxiliary?.Layers ?? []).Where(LayerOperators.IsRounded).SelectMany(layer => layer.Parameters).Select(parameter => parameter.Name);
        Parameters = new TorchParameters(layout, rounded.ToHashSet(StringComparer.Ordinal), context);
        try
        {
            encoder = new TorchNetwork(plan.Encoder, Parameters, 0, context);
            decoder = new TorchNetwork(plan.Decoder, Parameters, plan.Encoder.Layers.OfType<DropoutLayer>().Count(), context);
            Likelihood = new LikelihoodLoss(plan, Parameters);
        }
        catch
        {
            Parameters.Dispose();
            throw;
        }
    }

    public VaePlan Plan { get; }

    public TorchParameters Parameters { get; }

    public LikelihoodLoss Likelihood { get; }

    /// <summary>Numbers of the widest value on the way through encoder and decoder, a row.</summary>
    public long Widest => Math.Max(encoder.Widest, decoder.Widest);

    /// <summary>Mean and clamped log-variance of each row, [rows, latent], for training; an autoencoder has no variance.</summary>
    public (Tensor Mean, Tensor? LogVariance) Encode(Tensor rows, Pass pass)
    {
        var trunk = encoder.Train(rows, pass);
        var mean = Head(Plan.Mean, trunk, Parameters.Computed).to(torch.ScalarType.Float32);
        return (mean, Plan.LogVariance is { } head
            ? Head(head, trunk, Parameters.Computed).to(torch.ScalarType.Float32).clamp(lowest, highest)
            : null);
    }

    /// <summary>What the decoder says something of: rows without their context, [rows, D].</summary>
    public Tensor Scored(Tensor rows) => Plan.ContextDimension == 0 ? rows : rows.narrow(1, 0, Plan.OutputDimension);

    /// <summary>What the decoder reads: codes, and the context of the rows that they are of behind them.</summary>
    /// <param name="codes">[rows, L], or [samples, rows, L].</param>
    /// <param name="rows">The rows as the encoder saw them, [rows, D + K].</param>
    /// <returns>[samples * rows, L + K].</returns>
    public Tensor WithContext(Tensor codes, Tensor rows)
    {
        if (Plan.ContextDimension == 0)
        {
            return codes.reshape(-1, Plan.LatentDimension);
        }

        var context = rows.narrow(1, Plan.OutputDimension, Plan.ContextDimension);
        var beside = codes.dim() == 2 ? context : context.unsqueeze(0).expand(codes.shape[0], codes.shape[1], Plan.ContextDimension);
        return torch.cat([codes, beside], -1).reshape(-1, Plan.CodeDimension);
    }

    /// <summary>Output of the decoder, [codes, features] in single precision, for training.</summary>
    public Tensor Decode(Tensor codes, Pass pass) => decoder.Train(codes, pass).to(torch.ScalarType.Float32);

    /// <summary>Mean of each row, and its clamped log-variance where that is wanted.</summary>
    public (Tensor Mean, Tensor? LogVariance) InferCodes(Tensor rows, bool wantsVariance)
    {
        var trunk = encoder.Infer(rows);
        var mean = Head(Plan.Mean, trunk, Parameters.Exact);
        var logVariance = wantsVariance && Plan.LogVariance is { } head ? Head(head, trunk, Parameters.Exact).clamp_(lowest, highest) : null;
        if (!ReferenceEquals(trunk, rows))
        {
            trunk.Dispose();
        }

        return (mean, logVariance);
    }

    /// <summary>Output of the decoder, [codes, features].</summary>
    public Tensor InferRows(Tensor codes) => decoder.Infer(codes);

    /// <summary>Mean of p(x|z) at the mean code of each row, [rows, D].</summary>
    public Tensor Reconstruct(Tensor rows)
    {
        var (codes, _) = InferCodes(rows, wantsVariance: false);
        using (codes)
        {
            if (Plan.ContextDimension == 0)
            {
                return Likelihood.Mean(InferRows(codes));
            }

            // One more name of the codes would keep their memory until the scope ends.
            using var whole = WithContext(codes, rows);
            return Likelihood.Mean(InferRows(whole));
        }
    }

    public void Dispose()
    {
        encoder.Dispose();
        decoder.Dispose();
        Likelihood.Dispose();
        lowest.Dispose();
        highest.Dispose();
        Parameters.Dispose();
    }

    private static Tensor Head(LinearLayer layer, Tensor trunk, Func<string, Tensor> parameter) =>
        torch.nn.functional.linear(trunk, parameter(layer.WeightName), parameter(layer.BiasName));
}
