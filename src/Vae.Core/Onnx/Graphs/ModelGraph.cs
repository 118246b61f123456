using Vae.Core.Explanations;
using Vae.Core.Likelihoods;
using Vae.Core.Networks;
using Vae.Core.Onnx.Messages;
using Vae.Core.Options;
using Vae.Core.Parts;

namespace Vae.Core.Onnx.Graphs;

/// <summary>Writes a model's arithmetic as an ONNX graph: the same steps that the managed engine takes, in operators of opset 17.</summary>
internal sealed partial class ModelGraph
{
    private const string Rows = "N";

    private readonly ModelParts whole;
    private readonly OnnxExportOptions options;
    private readonly VaePlan plan;
    private readonly ParameterLayout layout;
    private readonly OnnxGraph graph;
    private readonly int features;
    private readonly int outputs;
    private readonly int latent;

    /// <summary>The network that is being written: <see cref="whole"/>, or one of an ensemble's.</summary>
    private ModelParts parts;

    /// <summary>What the names of its own initialisers begin with: nothing for the first network.</summary>
    private string prefix = "";

    private ModelGraph(ModelParts parts, OnnxExportOptions options, ParameterLayout? layout = null)
    {
        this.parts = whole = parts;
        this.options = options;
        plan = parts.Plan();
        this.layout = layout ?? new ParameterLayout(plan);
        features = plan.InputDimension;
        outputs = plan.OutputDimension;
        latent = plan.LatentDimension;
        string?[] reserved =
        [
            options.HasFeatures ? options.Features : options.Latent,
            options.LatentOutput,
            options.LogVarianceOutput,
            options.ReconstructionOutput,
            options.ScoreOutput,
            options.PredictedLabelOutput,
            options.ProbabilityOutput,
            options.ContributionsOutput,
            options.ImputedOutput,
        ];
        graph = new OnnxGraph("vae", reserved.OfType<string>());
    }

    private bool OneRow => options.Form == OnnxForm.Row;

    /// <summary>Makes the graph of a part of a model.</summary>
    /// <exception cref="ArgumentException">The names cannot be used.</exception>
    public static GraphProto Build(ModelParts parts, OnnxExportOptions options)
    {
        options.Validate();
        var builder = new ModelGraph(parts, options);
        if (options is { Part: OnnxPart.Encoder, LatentOutput: null } && builder.plan.LogVariance is null)
        {
            throw new ArgumentException("A plain autoencoder has no log-variance, and its latent code has no name, so the encoder would have no output; name the code.");
        }

        if (options.ImputedOutput is not null && !builder.plan.AllowsMissing)
        {
            throw new ArgumentException(
                $"The output '{options.Imputed}' is asked for but the model was trained with MissingValues = {parts.Options.MissingValues}, to which NaN makes a row invalid; train it with Observed, or leave the output out.");
        }

        if (options.Part == OnnxPart.Decoder)
        {
            if (builder.plan.ContextDimension > 0)
            {
                throw new ArgumentException(
                    Invariant($"The decoder of this model reads a context of {builder.plan.ContextDimension} features beside the code and is not exported alone; export the whole model, or decode with VaeModel.Decode."));
            }

            builder.DecoderAlone();
        }
        else
        {
            builder.FromFeatures();
        }

        builder.EmitSlotNames();
        return builder.graph.Graph;
    }

    private void DecoderAlone()
    {
        Declare(options.Latent!, latent, input: true);
        var code = Batched(options.Latent!, latent);
        Emit(options.Reconstruction!, Absolute(Unscale(ToMean(Decoder(code, "")))), features, IsWide);
    }

    private void FromFeatures()
    {
        Declare(options.Features, features, input: true, IsWide);
        var raw = Batched(options.Features, features);

        var (scaled, taint) = Observe(Relative(raw));
        var encoded = Encoder(Refined(scaled));
        var mean = Linear(plan.Mean, encoded);
        var sampled = (options.NeedsScore || options.ContributionsOutput is not null) && parts.Options.Scoring.Kind.NeedsVariance();
        var logVariance = plan.LogVariance is { } head && (sampled || options.LogVarianceOutput is not null || options is { LatentOutput: not null, LatentKind: FeatureKind.MeanAndLogVariance })
            ? LogVariance(head, encoded)
            : null;
        EmitTainted(options.LatentOutput, LatentFeatures(encoded, mean, logVariance), taint, LatentWidth);
        EmitTainted(options.LogVarianceOutput, logVariance, taint, latent);
        if (options.Part == OnnxPart.Encoder)
        {
            return;
        }

        var output = Decoder(mean, scaled);
        var rebuilt = ToMean(output);
        var reconstruction = options.ReconstructionOutput is not null || options.ImputedOutput is not null ? Absolute(Unscale(WithContext(rebuilt, scaled))) : null;
        EmitTainted(options.ReconstructionOutput, reconstruction, taint, features, IsWide);
        if (options.ImputedOutput is { } imputed)
        {
            Emit(imputed, Imputed(raw, reconstruction!, taint), features, IsWide);
        }

        Pass[] passes =
        [
            new(Filled(scaled, rebuilt), mean, logVariance, output, rebuilt),
            .. options.NeedsScore || options.ContributionsOutput is not null ? OtherPasses(scaled, sampled) : [],
        ];
        var sharesScore = options.ContributionsOutput is not null && SurpriseShares.Apply(parts);
        var score = options.NeedsScore || sharesScore
            ? WithExcess(Mean(passes, pass => Score(pass.Scaled, pass.Mean, pass.LogVariance, pass.Output, pass.Rebuilt)))
            : null;
        if (options.NeedsScore)
        {
            EmitScore(graph.Node("Add", [WithConstants(score!), taint]));
        }

        if (options.ContributionsOutput is not null)
        {
            var perColumn = sharesScore
                ? SharedBySurprise(passes[0].Scaled, score!)
                : WithExcessByColumn(Mean(passes, pass => Contributions(pass.Scaled, pass.Mean, pass.LogVariance, pass.Output, pass.Rebuilt)));
            var placed = options.ContributionsByColumn ? perColumn : Placed(passes[0].Scaled, perColumn);
            EmitTainted(options.ContributionsOutput, BesideContext(WithConstants(placed, options.ContributionsByColumn), scaled), taint, ContributionWidth);
        }

        if (options.Part == OnnxPart.Whole)
        {
            KeepEverything();
        }
    }

    /// <summary>0 for a row of finite numbers, NaN for any other: added to every output it carries the NaN there, whatever the operators between do with one.</summary>
    private string Taint(string raw) =>
        graph.Node("ReduceSum", [graph.Node("Mul", [raw, graph.Scalar(0)]), graph.Integers(1)], OnnxGraph.Integer("keepdims", 1));

    /// <summary>
    /// A whole model can be loaded back, so it holds every number, even those that its outputs do not need. They feed nodes without effect, which
    /// runtimes remove in silence; constants that feed nothing make them warn.
    /// </summary>
    private void KeepEverything()
    {
        EachNetwork(_ => KeepParameters());

        if (parts.References is not null && !written.Contains(ReferenceRowsName))
        {
            graph.Node("Identity", [ReferenceRowsParameter()]);
            graph.Node("Identity", [Written(WhitenedUnitName, new[] { parts.References.WhitenedUnit }, 1)]);
            foreach (var scale in parts.References.Scales)
            {
                graph.Node("Identity", [ScaleUnit(scale)]);
            }
        }

        EachNetwork(_ => KeepWhitening());
        KeepRange();

        if (parts.Calibration is { Expectation: var expectation } && !written.Contains(ExpectationCenterName))
        {
            graph.Node("Identity", [Written(ExpectationCenterName, expectation.Center, expectation.Dimension)]);
            graph.Node("Identity", [MatrixParameter(expectation, ExpectationMatrixName)]);
        }
    }

    private void KeepParameters()
    {
        foreach (var slot in layout.Slots)
        {
            if (!written.Contains(prefix + slot.Name))
            {
                graph.Node("Identity", [Parameter(slot.Name)]);
            }
        }
    }

    private void KeepWhitening()
    {
        if (parts.Whitening is { } whitening && !written.Contains(prefix + CenterName))
        {
            graph.Node("Identity", [Written(prefix + CenterName, whitening.Center, whitening.Dimension)]);
            graph.Node("Identity", [MatrixParameter(whitening)]);
        }
    }

    /// <summary>Width of the latent output.</summary>
    private int LatentWidth => options.LatentKind switch
    {
        FeatureKind.Mean => latent,
        FeatureKind.MeanAndLogVariance when plan.LogVariance is not null => 2 * latent,
        FeatureKind.MeanAndLogVariance => throw new ArgumentException("LatentKind is MeanAndLogVariance but a plain autoencoder's code has no variance; export the mean code."),
        _ when plan.Encoder.Layers.Length > 0 => plan.Mean.Inputs,
        _ => throw new ArgumentException("LatentKind is Hidden but the encoder has no hidden layer; export the mean code."),
    };

    private string LatentFeatures(string encoded, string mean, string? logVariance) => options.LatentKind switch
    {
        FeatureKind.Mean => mean,
        FeatureKind.MeanAndLogVariance => options.LatentOutput is null ? mean : graph.Node("Concat", [mean, logVariance!], OnnxGraph.Integer("axis", 1)),
        _ => encoded,
    };

    private string Encoder(string scaled) => Network(plan.Encoder, scaled);

    /// <summary>The decoder's output, [rows, D], of codes [rows, L] in the context of scaled rows.</summary>
    private string Decoder(string code, string scaled) => Network(plan.Decoder, plan.ContextDimension == 0 ? code : Joined(code, ContextOf(scaled)));

    private string LogVariance(LinearLayer head, string encoded) => graph.Node(
        "Clip", [Linear(head, encoded), graph.Scalar(VaePlan.MinimumLogVariance), graph.Scalar(VaePlan.MaximumLogVariance)]);

    private string Linear(LinearLayer layer, string input) =>
        graph.Node("Gemm", [input, Parameter(layer.WeightName), Parameter(layer.BiasName)], OnnxGraph.Integer("transB", 1));

    /// <summary>Logits to probabilities; Gaussian means stay.</summary>
    private string ToMean(string output) => plan.Map is { } map ? MixedMean(map, output)
        : plan.Likelihood is BernoulliLikelihood ? graph.Node("Sigmoid", [output])
        : output;

    /// <summary>A parameter under its PyTorch name, written once however often it is used.</summary>
    private string Parameter(string name)
    {
        var slot = layout[name];
        return Written(prefix + name, parts.Parameters.AsMemory(slot.Offset, slot.Count), [.. slot.Shape.Select(size => (long)size)]);
    }

    private readonly HashSet<string> written = new(StringComparer.Ordinal);
}
