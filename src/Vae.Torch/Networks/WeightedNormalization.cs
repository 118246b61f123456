using Vae.Core.Networks;
using Vae.Torch.Rows;
using Vae.Torch.Tensors;

namespace Vae.Torch.Networks;

/// <summary>Batch normalisation of rows that count by weights: mean and variance of a batch are those of the batch in which each row stands as often as it counts.</summary>
internal static class WeightedNormalization
{
    /// <summary>Normalises, and moves the running statistics where there are some.</summary>
    /// <param name="channels">[rows, channels, positions]; rows are those of the batch, or several blocks of them.</param>
    /// <param name="weights">Of the rows of the batch.</param>
    /// <param name="scale">[channels].</param>
    /// <param name="shift">[channels].</param>
    /// <param name="mean">The running mean [channels]; null: it stays.</param>
    /// <param name="variance">The running variance [channels]; null: it stays.</param>
    /// <returns>As <paramref name="channels"/>.</returns>
    public static Tensor Apply(Tensor channels, StepWeights weights, Tensor scale, Tensor shift, Tensor? mean, Tensor? variance)
    {
        var (rows, count) = (channels.shape[0], channels.shape[1]);
        var each = weights.Repeated(rows).view(-1, 1, 1);
        var numbers = weights.SumOver(rows) * channels.shape[2];
        using var share = ((float)(1 / numbers)).ToScalar();
        using var epsilon = BatchNormLayer.Epsilon.ToScalar();
        var average = channels.mul(each).sum([0L, 2L], keepdim: true).mul(share);
        var centred = channels.sub(average);
        var spread = centred.mul(centred).mul(each).sum([0L, 2L], keepdim: true).mul(share);
        if (mean is not null && variance is not null)
        {
            Remember(average.detach().view(1, count), spread.detach().view(1, count), numbers, mean, variance);
        }

        return centred.mul(spread.Plus(epsilon).rsqrt()).mul(scale.view(1, -1, 1)).Plus(shift.view(1, -1, 1));
    }

    /// <summary>
    /// Moves running statistics by way of libtorch's own operator, as any other write would count as one to all parameters, which are views of one tensor: by two numbers twice the mean, and by two numbers
    /// about 0 of the unbiased variance. A single number has none: then the running one stays.
    /// </summary>
    private static void Remember(Tensor average, Tensor spread, double numbers, Tensor mean, Tensor variance)
    {
        using var none = torch.no_grad();
        Move(torch.cat([average, average]), mean, variance.clone());
        if (numbers > 1)
        {
            using var half = ((float)(0.5 * numbers / (numbers - 1))).ToScalar();
            var distance = spread.mul(half).sqrt();
            Move(torch.cat([distance, distance.neg()]), mean.clone(), variance);
        }
    }

    private static void Move(Tensor values, Tensor mean, Tensor variance) => torch.nn.functional.batch_norm(
        values, mean, variance, training: true, momentum: BatchNormLayer.Momentum, eps: BatchNormLayer.Epsilon).Dispose();
}
