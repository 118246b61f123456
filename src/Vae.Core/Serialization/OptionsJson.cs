using Vae.Core.Data;
using Vae.Core.Options;

namespace Vae.Core.Serialization;

/// <summary>Options in a model file, but for those of objectives, training and scores, which have classes of their own. What is not there is as in options that nobody has set.</summary>
internal static class OptionsJson
{
    public static VaeOptions Read(JsonFields fields)
    {
        var plain = new VaeOptions();
        return new VaeOptions
        {
            Network = fields.Object("network", ReadNetwork, plain.Network),
            Likelihood = fields.Object("likelihood", LikelihoodJson.Read, plain.Likelihood),
            Objective = fields.Object("objective", ObjectiveJson.Read, plain.Objective),
            Columns = fields.ItemsOrNull("columns", ReadColumn) is { } columns ? new TableSchema(columns) : null,
            ContextColumnCount = fields.Int32("contextColumnCount", plain.ContextColumnCount),
            Scaling = (ScalingKind)fields.Word("scaling", plain.Scaling),
            MissingValues = (MissingValueHandling)fields.Word("missingValues", plain.MissingValues),
            ImputationPasses = fields.Int32OrNull("imputationPasses"),
            Training = fields.Object("training", TrainingJson.Read, plain.Training),
            Scoring = fields.Object("scoring", ScoringJson.Read, plain.Scoring),
            Engine = fields.Object("engine", ReadEngine, plain.Engine),
            Seed = fields.Int32("seed", plain.Seed),
        };
    }

    public static void Write(JsonWriter to, VaeOptions value)
    {
        to.Add("network", value.Network, Write);
        to.Add("likelihood", value.Likelihood, LikelihoodJson.Write);
        to.Add("objective", value.Objective, ObjectiveJson.Write);
        if (value.Columns is { } columns)
        {
            to.Add("columns", columns.Columns, Write);
        }

        if (value.ContextColumnCount != 0)
        {
            to.Add("contextColumnCount", value.ContextColumnCount);
        }

        to.Add("scaling", value.Scaling);
        if (value.MissingValues != MissingValueHandling.Invalid)
        {
            to.Add("missingValues", value.MissingValues);
        }

        to.AddIfAny("imputationPasses", value.ImputationPasses);
        to.Add("training", value.Training, TrainingJson.Write);
        to.Add("scoring", value.Scoring, ScoringJson.Write);
        to.Add("engine", value.Engine, Write);
        to.Add("seed", value.Seed);
    }

    private static NetworkOptions ReadNetwork(JsonFields fields)
    {
        var plain = new NetworkOptions();
        return new NetworkOptions
        {
            Kind = (NetworkKind)fields.Word("kind", plain.Kind),
            Image = fields.ObjectOrNull("image", ReadImageShape),
            Convolutional = fields.Object("convolutional", ReadConvolution, plain.Convolutional),
            Normalization = (NormalizationKind)fields.Word("normalization", plain.Normalization),
            HiddenLayers = fields.Int32sOrNull("hiddenLayers"),
            LatentDimension = fields.Int32OrNull("latentDimension"),
            Activation = (Activation)fields.Word("activation", plain.Activation),
            LeakySlope = fields.Single("leakySlope", plain.LeakySlope),
            Dropout = fields.Single("dropout", plain.Dropout),
            Initialization = (Initialization)fields.Word("initialization", plain.Initialization),
        };
    }

    private static void Write(JsonWriter to, NetworkOptions value)
    {
        to.Add("kind", value.Kind);
        to.Add("image", value.Image, Write);
        to.Add("convolutional", value.Convolutional, Write);
        to.Add("normalization", value.Normalization);
        to.Add("hiddenLayers", value.HiddenLayers);
        to.Add("latentDimension", value.LatentDimension);
        to.Add("activation", value.Activation);
        to.Add("leakySlope", value.LeakySlope);
        to.Add("dropout", value.Dropout);
        to.Add("initialization", value.Initialization);
    }

    private static ConvolutionOptions ReadConvolution(JsonFields fields)
    {
        var plain = new ConvolutionOptions();
        return new ConvolutionOptions
        {
            Channels = fields.Int32sOrNull("channels"),
            KernelSize = fields.Int32("kernelSize", plain.KernelSize),
            Stride = fields.Int32("stride", plain.Stride),
            Padding = fields.Int32OrNull("padding"),
        };
    }

    private static void Write(JsonWriter to, ConvolutionOptions value)
    {
        to.Add("channels", value.Channels);
        to.Add("kernelSize", value.KernelSize);
        to.Add("stride", value.Stride);
        to.Add("padding", value.Padding);
    }

    private static ImageShape ReadImageShape(JsonFields fields) => new(
        fields.Int32("channels"),
        fields.Int32("height"),
        fields.Int32("width"));

    private static void Write(JsonWriter to, ImageShape value)
    {
        to.Add("channels", value.Channels);
        to.Add("height", value.Height);
        to.Add("width", value.Width);
    }

    private static EngineOptions ReadEngine(JsonFields fields)
    {
        var plain = new EngineOptions();
        return new EngineOptions
        {
            Name = fields.Text("name", plain.Name),
            Threads = fields.Int32("threads", plain.Threads),
            Device = fields.TextOrNull("device"),
            FallbackToCpu = fields.Boolean("fallbackToCpu", plain.FallbackToCpu),
            Precision = (EnginePrecision)fields.Word("precision", plain.Precision),
        };
    }

    private static void Write(JsonWriter to, EngineOptions value)
    {
        to.Add("name", value.Name);
        to.Add("threads", value.Threads);
        to.Add("device", value.Device);
        to.Add("fallbackToCpu", value.FallbackToCpu);
        to.Add("precision", value.Precision);
    }

    private static TableColumn ReadColumn(JsonFields fields) => new(
        fields.Text("name"),
        (ColumnKind)fields.Word("kind", typeof(ColumnKind)),
        fields.TextsOrNull("levels") ?? default);

    private static void Write(JsonWriter to, TableColumn value)
    {
        to.Add("name", value.Name);
        to.Add("kind", value.Kind);
        to.AddIfAny("levels", value.Levels);
    }
}
