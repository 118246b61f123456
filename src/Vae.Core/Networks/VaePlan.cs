using System.Collections.Immutable;
using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Options;

namespace Vae.Core.Networks;

/// <summary>
/// A whole variational autoencoder as data: encoder trunk, the two heads, decoder, and the likelihood of its output. A plain autoencoder has no
/// <see cref="LogVariance"/> head.
/// Layers are numbered as in a PyTorch <c>Sequential</c>: <c>encoder.0</c>, <c>encoder.2</c>, ..., <c>mean</c>, <c>log_variance</c>, <c>decoder.0</c>, ...
/// </summary>
internal sealed record VaePlan(
    int InputDimension,
    int LatentDimension,
    NetworkPlan Encoder,
    LinearLayer Mean,
    LinearLayer? LogVariance,
    NetworkPlan Decoder,
    Likelihood Likelihood)
{
    /// <summary>How many of the last features of a row are its context, which encoder and decoder are told and nothing is said of.</summary>
    public int ContextDimension { get; init; }

    /// <summary>Features a row that the decoder says something of: the first of it, up to the context.</summary>
    public int OutputDimension => InputDimension - ContextDimension;

    /// <summary>Numbers that the decoder reads: the code and, behind it, the context.</summary>
    public int CodeDimension => LatentDimension + ContextDimension;

    /// <summary>Which of the <see cref="OutputDimension"/> features are of which kind, where one likelihood does not serve all; null elsewhere.</summary>
    public FeatureMap? Map { get; init; }

    /// <summary>The same of all features of a row, its context too.</summary>
    public FeatureMap? RowMap { get; init; }

    /// <summary>Residuals a row that scores are made of: one a feature, or one a column where they are of several kinds.</summary>
    public int ResidualDimension => Map?.Columns ?? OutputDimension;

    /// <summary>Whether NaN in a row means a value that was not observed.</summary>
    public bool AllowsMissing { get; init; }

    /// <summary>How many of the <see cref="ResidualDimension"/> columns of a row were not observed.</summary>
    /// <param name="row">The first feature of the row, NaN where missing.</param>
    /// <param name="stride">Floats from a feature to the next.</param>
    public unsafe int MissingColumns(float* row, int stride)
    {
        var missing = 0;
        for (var c = 0; c < ResidualDimension; c++)
        {
            missing += float.IsNaN(row[(Map?.StartOf(c) ?? c) * stride]) ? 1 : 0;
        }

        return missing;
    }

    /// <summary>The same of a row that is whole in memory.</summary>
    public unsafe int MissingColumns(ReadOnlySpan<float> row)
    {
        fixed (float* first = row)
        {
            return MissingColumns(first, 1);
        }
    }

    /// <summary>Bounds of the log-variance: the head's output is clamped to them (no gradient outside), so that exp never overflows.</summary>
    public const float MinimumLogVariance = -20f;

    /// <inheritdoc cref="MinimumLogVariance"/>
    public const float MaximumLogVariance = 10f;

    /// <summary>Name of the learned logarithm of a Gaussian decoder's sigma: [1] or [InputDimension].</summary>
    public const string LogSigmaName = "log_sigma";

    /// <summary>Widths of the hidden layers, input side first.</summary>
    public static ImmutableArray<int> HiddenLayers(VaeOptions options, int inputDimension)
    {
        if (options.Network.HiddenLayers is { IsDefault: false } given)
        {
            return given;
        }

        if (options.Network.Kind == NetworkKind.Convolutional)
        {
            return [Math.Max(128, ResolveLatent(options, inputDimension))];
        }

        var first = (int)Math.Clamp(4L * inputDimension, 32, 128);
        return [first, Math.Max(first / 2, ResolveLatent(options, inputDimension))];
    }

    /// <summary>Builds the plan for rows of <paramref name="inputDimension"/> numbers.</summary>
    /// <param name="options">What to build.</param>
    /// <param name="inputDimension">Numbers a row.</param>
    /// <param name="trainingRows">Rows trained on, which give unseen levels their loss; 0 where no loss is asked for.</param>
    /// <param name="raisesUnseenLevels">Whether scores put a level never seen above all others.</param>
    /// <exception cref="VaeDataException">The rows are not of the pictures' size, or of the columns' width.</exception>
    /// <exception cref="ArgumentException">The convolutions do not fit the pictures.</exception>
    public static VaePlan Create(VaeOptions options, int inputDimension, long trainingRows = 0, bool raisesUnseenLevels = false)
    {
        var network = options.Network;
        if (options.Columns is { } columns && columns.Width != inputDimension)
        {
            throw new VaeDataException(
                Invariant($"The columns take {columns.Width:N0} features but rows have {inputDimension:N0}; expand the rows by the columns that VaeOptions.Columns describes."));
        }

        if (network.Image is { } image && image.Size != inputDimension)
        {
            throw new VaeDataException(
                Invariant($"Network.Image is {image}, {image.Size:N0} numbers, but rows have {inputDimension:N0}; set it to the shape of the pictures in the data."));
        }

        var context = options.ContextFeatures(inputDimension);
        var latent = ResolveLatent(options, inputDimension);
        var hidden = HiddenLayers(options, inputDimension);
        var maps = new Stack<ImageShape>();
        var encoder = BuildEncoder(network, inputDimension, hidden, maps, out var encoded);
        return new VaePlan(
            inputDimension,
            latent,
            encoder,
            new LinearLayer("mean", encoded, latent),
            options.Objective.HasVariance ? new LinearLayer("log_variance", encoded, latent) : null,
            BuildDecoder(network, inputDimension - context, latent + context, hidden, maps),
            options.Likelihood)
        {
            ContextDimension = context,
            Map = FeatureMap.TryCreate(options.Likelihood, options.ScoredColumns, trainingRows, raisesUnseenLevels),
            RowMap = FeatureMap.TryCreate(options.Likelihood, options.Columns, trainingRows, raisesUnseenLevels),
            AllowsMissing = options.MissingValues == MissingValueHandling.Observed,
        };
    }

    /// <summary>Every layer, in the order of the parameters.</summary>
    public IEnumerable<LayerPlan> Layers => [.. Encoder.Layers, Mean, .. LogVariance is null ? Array.Empty<LayerPlan>() : [LogVariance], .. Decoder.Layers];

    /// <summary>Numbers in the latent code: those asked for, or min(D, 64); where columns are told apart, one a column in place of one a feature; none for a context.</summary>
    public static int ResolveLatent(VaeOptions options, int inputDimension) =>
        options.Network.LatentDimension ?? Math.Clamp((options.Columns?.Columns.Length ?? inputDimension) - options.ContextColumnCount, 1, 64);

    /// <param name="options">The options.</param>
    /// <param name="inputs">Numbers a row.</param>
    /// <param name="hidden">Widths of the linear layers.</param>
    /// <param name="maps">Receives the shapes from the picture to the last convolution's output; stays empty without convolutions.</param>
    /// <param name="encoded">Numbers a row that come out.</param>
    private static NetworkPlan BuildEncoder(
        NetworkOptions options, int inputs, ImmutableArray<int> hidden, Stack<ImageShape> maps, out int encoded)
    {
        var builder = new SequentialBuilder("encoder", options);
        encoded = inputs;
        if (options.Kind == NetworkKind.Convolutional)
        {
            var map = options.Image!;
            maps.Push(map);
            builder.Reshape(map.Channels, map.Height, map.Width);
            foreach (var channels in options.Convolutional.ResolveChannels(map))
            {
                map = builder.HiddenConvolution(map, channels);
                maps.Push(map);
            }

            encoded = (int)map.Size;
            builder.Reshape(encoded);
        }

        foreach (var width in hidden)
        {
            builder.HiddenLinear(encoded, width);
            encoded = width;
        }

        return builder.Build();
    }

    private static NetworkPlan BuildDecoder(
        NetworkOptions options, int outputDimension, int code, ImmutableArray<int> hidden, Stack<ImageShape> maps)
    {
        var builder = new SequentialBuilder("decoder", options);
        var decoded = code;
        foreach (var width in hidden.Reverse())
        {
            builder.HiddenLinear(decoded, width);
            decoded = width;
        }

        if (maps.Count == 0)
        {
            builder.Linear(decoded, outputDimension);
            return builder.Build();
        }

        var map = maps.Pop();
        builder.Linear(decoded, (int)map.Size);
        builder.Reshape(map.Channels, map.Height, map.Width);
        builder.Finish(map);
        while (maps.TryPop(out var larger))
        {
            builder.TransposedConvolution(map, larger);
            if (maps.Count > 0)
            {
                builder.Finish(larger);
            }

            map = larger;
        }

        builder.Reshape(outputDimension);
        return builder.Build();
    }
}
