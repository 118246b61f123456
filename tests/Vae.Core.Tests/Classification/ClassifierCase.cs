using Vae.Core.Engines;
using Vae.Core.Engines.Managed;
using Vae.Core.Networks;
using Vae.Core.Options;
using Vae.Core.Simd;

namespace Vae.Core.Tests.Classification;

/// <summary>A classifier with parameters, rows, labels and dropout masks, to be run by an engine and by the reference.</summary>
internal sealed class ClassifierCase
{
    public const int Inputs = 7;
    public const int Classes = 3;

    private readonly float smoothing;
    private readonly float dropout;

    private readonly int inputs;

    public ClassifierCase(
        FeatureKind features, int rows, float dropout = 0, float smoothing = 0, float hiddenDropout = 0, Activation activation = Activation.Tanh, int seed = 5)
        : this(
            new NetworkOptions { HiddenLayers = [13, 6], LatentDimension = 4, Activation = activation, Dropout = hiddenDropout },
            Inputs, features, rows, dropout, smoothing, seed)
    {
    }

    public ClassifierCase(NetworkOptions network, int inputs, FeatureKind features, int rows, float dropout = 0, float smoothing = 0, int seed = 5)
    {
        (this.inputs, this.smoothing, this.dropout) = (inputs, smoothing, dropout);
        Plan = ClassifierPlan.Create(VaePlan.Create(new VaeOptions { Network = network }, inputs), features, Classes);
        Layout = Plan.Layout();
        var random = new Random(seed);
        Parameters = [.. Enumerable.Range(0, Layout.Count).Select(_ => (float)(random.NextDouble() - 0.5))];
        foreach (var layer in Plan.Encoder.Layers.OfType<BatchNormLayer>())
        {
            // A variance is above 0.
            foreach (ref var variance in Layout[layer.RunningVarianceName].Of(Parameters.AsSpan()))
            {
                variance += 1;
            }
        }

        Rows = [.. Enumerable.Range(0, rows * inputs).Select(_ => (float)((random.NextDouble() * 4) - 2))];
        Labels = [.. Enumerable.Range(0, rows).Select(_ => random.Next(Classes))];
        (int Size, float Rate)[] dropped =
            [.. Plan.Encoder.Layers.OfType<DropoutLayer>().Select(layer => (layer.Size, layer.Rate)), .. dropout > 0 ? new[] { (Plan.Head.Inputs, dropout) } : []];
        Masks = [.. dropped.Select(layer => Enumerable.Range(0, rows * layer.Size).Select(_ => random.NextDouble() < layer.Rate ? 0 : 1 / (1 - layer.Rate)).ToArray())];
    }

    public ClassifierPlan Plan { get; }

    public ParameterLayout Layout { get; }

    public float[] Parameters { get; }

    public float[] Rows { get; }

    public int[] Labels { get; }

    public float[][] Masks { get; }

    public double[] ParametersInDouble => [.. Parameters.Select(value => (double)value)];

    public double[][] RowsInDouble => [.. Rows.Chunk(inputs).Select(row => row.Select(value => (double)value).ToArray())];

    public ReferenceClassifier Reference => new(Plan, Layout);

    public ClassifierSetup Setup(int threads = 1, float weightDecay = 0) => new(
        Plan, Layout, new OptimizerOptions { WeightDecay = weightDecay }, dropout, smoothing, Labels.Length, new EngineOptions { Threads = threads }, Seed: 11);

    public IClassifierSession Open(int threads = 1, VectorWidth? width = null) => Start(new ManagedEngine(width).OpenClassifier(Setup(threads)));

    public IClassifierSession Start(IClassifierSession session)
    {
        var state = Setup().NewState();
        Parameters.CopyTo(state.Parameters, 0);
        session.WriteState(state);
        session.UseRows(Rows, Labels);
        return session;
    }

    public ClassifierStep Step(long step = 0, bool injected = true, bool trainsEncoder = true) =>
        new(step, 0.01f, 0.005f, trainsEncoder) { Injection = injected ? new StepInjection { Noise = [], DropoutMasks = Masks } : null };

    public double Loss(double[] parameters) => Loss(parameters, trainsEncoder: true);

    /// <summary>With an encoder that does not train, whose dropout is off and whose normalisation is that of the running statistics.</summary>
    public double Loss(double[] parameters, bool trainsEncoder) => Reference.Loss(parameters, RowsInDouble, Labels, smoothing, Masks, trainsEncoder);

    /// <summary>An image network with everything that an encoder may have.</summary>
    public static NetworkOptions Convolutional(NormalizationKind normalization, float dropout = 0) => new()
    {
        Kind = NetworkKind.Convolutional,
        Image = new ImageShape(2, 3, 5),
        Convolutional = new ConvolutionOptions { Channels = [4, 3] },
        HiddenLayers = [9],
        LatentDimension = 3,
        Normalization = normalization,
        Activation = Activation.SiLU,
        Dropout = dropout,
    };

    public int[] AllRows => [.. Enumerable.Range(0, Labels.Length)];

    public SessionState State(IClassifierSession session)
    {
        var state = Setup().NewState();
        session.ReadState(state);
        return state;
    }
}
