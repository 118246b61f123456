using Vae.Core.Networks;
using Vae.Torch.Objectives;
using Vae.Torch.Sessions;

namespace Vae.Torch.Networks;

/// <summary>A whole plan on libtorch: encoder, heads, decoder and likelihood over one set of parameters.</summary>
internal sealed class TorchModel : IDisposable
{
    private readonly TorchNetwork encoder;
    private readonly TorchNetwork decoder;
    private readonly Scalar lowest = VaePlan.MinimumLogVariance.ToScalar();
    private readonly Scalar highest = VaePlan.MaximumLogVariance.ToScalar();

    public TorchModel(VaePlan plan, ParameterLayout layout, ComputeContext context)
    {
        Plan = plan;
        Parameters = new TorchParameters(layout, context);
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

    /// <summary>Mean and clamped log-variance of each row, [rows, latent], for training.</summary>
    public (Tensor Mean, Tensor LogVariance) Encode(Tensor rows, Func<int, Tensor>? masks)
    {
        var trunk = encoder.Train(rows, masks);
        var mean = TorchNetwork.Linear(Plan.Mean, trunk, Parameters.Computed).to(torch.ScalarType.Float32);
        var logVariance = TorchNetwork.Linear(Plan.LogVariance!, trunk, Parameters.Computed).to(torch.ScalarType.Float32);
        return (mean, logVariance.clamp(lowest, highest));
    }

    /// <summary>Output of the decoder, [codes, features] in single precision, for training.</summary>
    public Tensor Decode(Tensor codes, Func<int, Tensor>? masks) => decoder.Train(codes, masks).to(torch.ScalarType.Float32);

    /// <summary>Mean of each row, and its clamped log-variance where that is wanted.</summary>
    public (Tensor Mean, Tensor? LogVariance) InferCodes(Tensor rows, bool wantsVariance)
    {
        var trunk = encoder.Infer(rows);
        var mean = TorchNetwork.Linear(Plan.Mean, trunk, Parameters.Exact);
        var logVariance = wantsVariance ? TorchNetwork.Linear(Plan.LogVariance!, trunk, Parameters.Exact).clamp_(lowest, highest) : null;
        if (!ReferenceEquals(trunk, rows))
        {
            trunk.Dispose();
        }

        return (mean, logVariance);
    }

    /// <summary>Output of the decoder, [codes, features].</summary>
    public Tensor InferRows(Tensor codes) => decoder.Infer(codes);

    public void Dispose()
    {
        encoder.Dispose();
        decoder.Dispose();
        Likelihood.Dispose();
        lowest.Dispose();
        highest.Dispose();
        Parameters.Dispose();
    }
}
