using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Objectives;
using Vae.Core.Options;

namespace Vae.MLNet;

/// <content>Models of other objectives, and of rows with missing values.</content>
public sealed partial class VaeCatalog
{
    /// <summary>Learns a plain autoencoder: one code a row, without noise or prior, and a reconstruction; adds <c>Latent</c>, and a
    /// reconstruction if asked.</summary>
    /// <remarks>
    /// With a corruption it is a denoising autoencoder, whose codes pay less heed to noise. For the other objectives, such as the
    /// importance-weighted bound, give <see cref="VaeOptions.Objective"/> to <see cref="Encode(VaeEncodingOptions)"/> or
    /// <see cref="DetectAnomalies(VaeAnomalyDetectionOptions)"/>.
    /// </remarks>
    /// <param name="outputColumnName">Name of the code's column, a vector of Single.</param>
    /// <param name="inputColumnName">A known-size vector of Single (or one Single), in raw units; null takes
    /// <paramref name="outputColumnName"/>, whose column the code then replaces.</param>
    /// <param name="latentDimension">Numbers in the code; null (default) takes min(features, 64).</param>
    /// <param name="reconstructionColumnName">Name of the reconstruction's column; null (default) leaves it out.</param>
    /// <param name="epochs">Passes over the training rows; null (default) takes as many as 1,000 steps of 128 rows make.</param>
    /// <param name="corruption">Noise on what the encoder sees in training, in scaled units; null (default): none.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public VaeEstimator Autoencoder(
        string outputColumnName = "Latent",
        string? inputColumnName = "Features",
        int? latentDimension = null,
        string? reconstructionColumnName = null,
        int? epochs = null,
        Corruption? corruption = null)
    {
        ArgumentNullException.ThrowIfNull(outputColumnName);
        return Encode(new VaeEncodingOptions
        {
            FeatureColumnName = inputColumnName ?? outputColumnName,
            LatentColumnName = outputColumnName,
            ReconstructionColumnName = reconstructionColumnName,
            Model = Autoencoder(latentDimension, epochs, corruption),
        });
    }

    /// <summary>Trains an adversarial autoencoder (Makhzani et al. 2015), whose codes, all rows' together, are distributed as a prior of choice; adds
    /// <c>Latent</c>, each row's code. New rows are drawn by <see cref="VaeTransformer.Sample"/>.</summary>
    /// <remarks>
    /// More of it, such as an encoder with a distribution and the discriminator's numbers, is in
    /// <see cref="Vae.Core.Options.ObjectiveOptions.Adversarial"/>, which <see cref="Encode(VaeEncodingOptions)"/> takes with the other options.
    /// </remarks>
    /// <param name="outputColumnName">Name of the code's column, a vector of Single.</param>
    /// <param name="inputColumnName">A known-size vector of Single (or one Single), in raw units; null takes
    /// <paramref name="outputColumnName"/>, whose column the code then replaces.</param>
    /// <param name="prior">The prior; null (default): N(0, I).</param>
    /// <param name="latentDimension">Numbers in the code; null (default) takes those of a mixture, else min(features, 64).</param>
    /// <param name="reconstructionColumnName">Name of the reconstruction's column; null (default) leaves it out.</param>
    /// <param name="epochs">Passes over the training rows; null (default) takes as many as 1,000 steps of 128 rows make.</param>
    /// <param name="labelColumnName">A key, missing in rows without a label: the discriminator sees it, so that the first key goes to the first component of the prior,
    /// a mixture with a component a key, and so on; null (default): no labels.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentException">A value is out of range, or the prior has other dimensions than the code.</exception>
    public VaeEstimator Adversarial(
        string outputColumnName = "Latent",
        string? inputColumnName = "Features",
        Prior? prior = null,
        int? latentDimension = null,
        string? reconstructionColumnName = null,
        int? epochs = null,
        string? labelColumnName = null)
    {
        ArgumentNullException.ThrowIfNull(outputColumnName);
        latentDimension ??= (prior as GaussianMixturePrior)?.Means[0].Length;
        return Encode(new VaeEncodingOptions
        {
            FeatureColumnName = inputColumnName ?? outputColumnName,
            LatentColumnName = outputColumnName,
            ReconstructionColumnName = reconstructionColumnName,
            LabelColumnName = labelColumnName,
            Model = Model(latentDimension, epochs) with
            {
                Objective = new() { Kind = ObjectiveKind.Adversarial, Adversarial = new() { Prior = prior ?? Prior.StandardNormal(), UseLabels = labelColumnName is not null } },
            },
        });
    }

    /// <summary>Trains a VAE-GAN (Larsen et al. 2016), whose decoder a discriminator of rows teaches to make sharper ones than a variational autoencoder's; adds <c>Latent</c>,
    /// each row's mean code. New rows are drawn by <see cref="VaeTransformer.Sample"/>.</summary>
    /// <remarks>
    /// For pictures above all: give their shape to <see cref="Vae.Core.Options.NetworkOptions.Image"/>, and the discriminator's numbers to
    /// <see cref="Vae.Core.Options.ObjectiveOptions.Adversarial"/>, both of which <see cref="Encode(VaeEncodingOptions)"/> takes with the other options.
    /// </remarks>
    /// <param name="outputColumnName">Name of the code's column, a vector of Single.</param>
    /// <param name="inputColumnName">A known-size vector of Single (or one Single), in raw units; null takes
    /// <paramref name="outputColumnName"/>, whose column the code then replaces.</param>
    /// <param name="likelihood">What the decoder's numbers mean: Bernoulli for features from 0 to 1, which are then left as they are; null (default): a Gaussian with a
    /// fixed sigma, for any.</param>
    /// <param name="latentDimension">Numbers in the code; null (default) takes min(features, 64).</param>
    /// <param name="reconstructionColumnName">Name of the reconstruction's column; null (default) leaves it out.</param>
    /// <param name="epochs">Passes over the training rows; null (default) takes as many as 1,000 steps of 128 rows make.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentException">A value is out of range, or the likelihood learns its sigma.</exception>
    public VaeEstimator VaeGan(
        string outputColumnName = "Latent",
        string? inputColumnName = "Features",
        Likelihood? likelihood = null,
        int? latentDimension = null,
        string? reconstructionColumnName = null,
        int? epochs = null)
    {
        ArgumentNullException.ThrowIfNull(outputColumnName);
        var model = Model(latentDimension, epochs);
        return Encode(new VaeEncodingOptions
        {
            FeatureColumnName = inputColumnName ?? outputColumnName,
            LatentColumnName = outputColumnName,
            ReconstructionColumnName = reconstructionColumnName,
            Model = model with
            {
                Likelihood = likelihood ?? Likelihood.GaussianFixed(),
                Scaling = likelihood is BernoulliLikelihood ? ScalingKind.None : model.Scaling,
                Objective = new() { Kind = ObjectiveKind.VaeGan },
            },
        });
    }

    /// <summary>Learns to take noise off rows: a denoising autoencoder, trained on clean rows that it corrupts itself; adds
    /// <c>Denoised</c>, what it makes of each row.</summary>
    /// <remarks>The training rows should be clean; the rows that it transforms may have the noise.</remarks>
    /// <param name="outputColumnName">Name of the denoised features' column, a vector of Single in the units of the features.</param>
    /// <param name="inputColumnName">A known-size vector of Single (or one Single), in raw units; null takes
    /// <paramref name="outputColumnName"/>, whose column the denoised features then replace.</param>
    /// <param name="corruption">The noise, in scaled units: choose it like that of the rows to come. Null (default): Gaussian with a sigma
    /// of 0.3.</param>
    /// <param name="latentDimension">Numbers in the code; null (default) takes min(features, 64).</param>
    /// <param name="epochs">Passes over the training rows; null (default) takes as many as 1,000 steps of 128 rows make.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public VaeEstimator Denoise(
        string outputColumnName = "Denoised",
        string? inputColumnName = "Features",
        Corruption? corruption = null,
        int? latentDimension = null,
        int? epochs = null)
    {
        ArgumentNullException.ThrowIfNull(outputColumnName);
        return Encode(new VaeEncodingOptions
        {
            FeatureColumnName = inputColumnName ?? outputColumnName,
            LatentColumnName = null,
            ReconstructionColumnName = outputColumnName,
            Model = Autoencoder(latentDimension, epochs, corruption ?? Corruption.Gaussian()),
        });
    }

    /// <summary>Learns from rows of which values are missing, NaN in the feature column, and fills them in; adds <c>Imputed</c>, the features with what was
    /// not observed of them as the decoder makes it.</summary>
    /// <remarks>
    /// The loss is that of the observed values, so that no row is left out and nothing is filled in before training. Observed values stay as they are, bit for bit. To score
    /// such rows as well, give <see cref="VaeOptions.MissingValues"/> = Observed and <see cref="VaeEstimatorOptions.ImputedColumnName"/> to
    /// <see cref="DetectAnomalies(VaeAnomalyDetectionOptions)"/>.
    /// </remarks>
    /// <param name="outputColumnName">Name of the imputed features' column, a vector of Single in the units of the features.</param>
    /// <param name="inputColumnName">A known-size vector of Single (or one Single), in raw units; null takes
    /// <paramref name="outputColumnName"/>, whose column the imputed features then replace.</param>
    /// <param name="latentDimension">Numbers in the code; null (default) takes min(features, 64).</param>
    /// <param name="epochs">Passes over the training rows; null (default) takes as many as 1,000 steps of 128 rows make.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public VaeEstimator Impute(string outputColumnName = "Imputed", string? inputColumnName = "Features", int? latentDimension = null, int? epochs = null)
    {
        ArgumentNullException.ThrowIfNull(outputColumnName);
        return Encode(new VaeEncodingOptions
        {
            FeatureColumnName = inputColumnName ?? outputColumnName,
            LatentColumnName = null,
            ImputedColumnName = outputColumnName,
            Model = Model(latentDimension, epochs) with { MissingValues = MissingValueHandling.Observed },
        });
    }

    private static VaeOptions Autoencoder(int? latentDimension, int? epochs, Corruption? corruption) => Model(latentDimension, epochs) with
    {
        Objective = new() { Kind = ObjectiveKind.Autoencoder, Corruption = corruption },
    };
}
