using System.Collections.Concurrent;
using Vae.Core.Models;
using Vae.Core.Onnx;
using Vae.Core.Options;

namespace Vae.Core.Tests.Onnx.Runtimes;

/// <summary>One graph and the rows it is run on.</summary>
/// <param name="Id">Name of the job, and of its files.</param>
/// <param name="Model">The model behind it.</param>
/// <param name="Options">What is exported.</param>
/// <param name="Rows">Rows to run on; codes, for a decoder.</param>
/// <param name="Reference">More such rows: how large the values of a column are is measured on these.</param>
internal sealed record OnnxJob(string Id, VaeModel Model, OnnxExportOptions Options, float[] Rows, float[] Reference)
{
    // What every runtime is compared with is computed for the first of them.
    private readonly ConcurrentDictionary<(string Output, string What), object> made = new();

    public int Width => Options.HasFeatures ? Model.InputDimension : Model.LatentDimension;

    public int RowCount => Rows.Length / Width;

    public string Input => Options.HasFeatures ? Options.Features : Options.Latent!;

    /// <summary>The outputs in the graph's order.</summary>
    public IReadOnlyList<OnnxOutput> Outputs =>
    [
        .. Output(Options.LatentOutput, "latent", Model.LatentDimension),
        .. Output(Model.Options.Objective.Kind == ObjectiveKind.Autoencoder ? null : Options.LogVarianceOutput, "log_variance", Model.LatentDimension),
        .. Output(Options.ReconstructionOutput, "reconstruction", Model.InputDimension),
        .. Output(Options.ImputedOutput, "imputed", Model.InputDimension),
        .. Output(Options.ScoreOutput, "score", 1),
        .. Output(Options.PredictedLabelOutput, "predicted_label", 1),
        .. Output(Options.ProbabilityOutput, "probability", 1),
        .. Output(Options.ContributionsOutput, "contributions", Options.ContributionsByColumn ? Model.Columns!.Columns.Length : Model.InputDimension),
    ];

    /// <summary>What the managed engine makes of rows.</summary>
    public float[] Managed(OnnxOutput output, float[] rows)
    {
        var made = new float[rows.Length / Width * output.Width];
        switch (output.Kind)
        {
            case "latent":
                Model.Encode(rows, made);
                break;
            case "log_variance":
                Model.Transform(rows, new VaeOutputs { LogVariance = made });
                break;
            case "reconstruction" when Options.HasFeatures:
                Model.Reconstruct(rows, made);
                break;
            case "reconstruction":
                Model.Decode(rows, made);
                break;
            case "imputed":
                Model.Impute(rows, made);
                break;
            case "probability":
                Model.Transform(rows, new VaeOutputs { Probabilities = made });
                break;
            case "contributions" when Options.ContributionsByColumn:
                Model.ColumnContributions(rows, made);
                break;
            case "contributions":
                Model.Contributions(rows, made);
                break;
            default:
                Model.Score(rows, made);
                break;
        }

        return made;
    }

    /// <summary>A value of an output, computed when it is first asked for.</summary>
    public T Once<T>(OnnxOutput output, string what, Func<T> compute)
        where T : class => (T)made.GetOrAdd((output.Kind, what), _ => compute());

    private static IEnumerable<OnnxOutput> Output(string? name, string kind, int width) =>
        name is null ? [] : [new OnnxOutput(name, kind, width)];
}

/// <summary>An output of a graph.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Kind">Its default name, which says what it is.</param>
/// <param name="Width">Numbers a row.</param>
internal sealed record OnnxOutput(string Name, string Kind, int Width);
