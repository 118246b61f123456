using Vae.Core.Engines;
using Vae.Core.Objectives;
using Vae.Core.Options;
using Vae.Torch.Rows;

namespace Vae.Torch.Randomness;

/// <summary>From the rows of a batch to what the encoder sees and what the loss compares with: rows drawn as zeros and ones, and corrupted ones.</summary>
internal sealed class RowNoise : IDisposable
{
    private readonly ObjectiveOptions options;
    private readonly bool allowsMissing;
    private readonly int outputs;
    private readonly int context;
    private readonly StepNoise noise;
    private readonly Scalar? sigma;
    private readonly Scalar? rate;
    private readonly Scalar? halfRate;
    private readonly Scalar? low;
    private readonly Scalar? high;

    /// <exception cref="NotSupportedException">The corruption is of a kind that is unknown here.</exception>
    public RowNoise(TrainingSetup setup, StepNoise noise)
    {
        options = setup.Objective;
        allowsMissing = setup.Plan.AllowsMissing;
        (outputs, context) = (setup.Plan.OutputDimension, setup.Plan.ContextDimension);
        this.noise = noise;
        switch (options.Corruption)
        {
            case null:
                break;
            case GaussianCorruption gaussian:
                sigma = gaussian.Sigma.ToScalar();
                break;
            case MaskingCorruption masking:
                rate = masking.Rate.ToScalar();
                low = 0f.ToScalar();
                break;
            case SaltAndPepperCorruption { Low: { } lowest, High: { } highest } saltAndPepper:
                rate = saltAndPepper.Rate.ToScalar();
                halfRate = (saltAndPepper.Rate / 2).ToScalar();
                low = lowest.ToScalar();
                high = highest.ToScalar();
                break;
            default:
                throw new NotSupportedException(
                    $"The torch engine cannot corrupt rows by {options.Corruption}; train this model with Engine.Name = managed.");
        }
    }

    /// <summary>What the encoder sees, and what the decoder should put out, NaN where that was not observed: [rows, features] both.</summary>
    public (Tensor Input, Tensor Target) Apply(Tensor rows, in StepSettings settings)
    {
        if (context == 0 || (options.Corruption is null && options.Binarization == Binarization.None))
        {
            return Disturbed(rows, settings);
        }

        // A context is never disturbed.
        var beside = rows.narrow(1, outputs, context);
        var (input, target) = Disturbed(rows.narrow(1, 0, outputs), settings);
        return (torch.cat([input, beside], 1), torch.cat([target, beside], 1));
    }

    private (Tensor Input, Tensor Target) Disturbed(Tensor rows, in StepSettings settings)
    {
        var count = (int)rows.shape[0];
        var target = options.Binarization == Binarization.Dynamic
            ? rows.gt(noise.Binarization(settings, count)).to(torch.ScalarType.Float32)
            : rows;
        if (allowsMissing && options.Binarization == Binarization.Dynamic)
        {
            target = torch.where(rows.isnan(), rows, target);
        }

        var input = options.Corruption is null ? target : Corrupt(target, noise.Corruption(settings, count));
        return (allowsMissing ? ObservedRows.Seen(input, target) : input, target);
    }

    public void Dispose()
    {
        foreach (var scalar in new[] { sigma, rate, halfRate, low, high })
        {
            scalar?.Dispose();
        }
    }

    private Tensor Corrupt(Tensor clean, Tensor drawn)
    {
        if (sigma is not null)
        {
            return clean.add(drawn, sigma);
        }

        var replaced = drawn.lt(rate!);
        return halfRate is null ? clean.masked_fill(replaced, low!) : clean.masked_fill(replaced, high!).masked_fill(drawn.lt(halfRate), low!);
    }
}
