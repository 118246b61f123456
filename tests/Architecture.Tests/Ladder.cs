namespace Architecture.Tests;

/// <summary>The namespaces of an assembly, lowest first. Each uses those that stand before it and none that come later, so that no two need each other.</summary>
/// <param name="Project">The project in src.</param>
/// <param name="Rungs">Every namespace, lowest first.</param>
internal sealed record Ladder(string Project, params string[] Rungs)
{
    public static IReadOnlyList<Ladder> All { get; } = [Core, Data, Reports, Plots, MLNet, Torch, Mpi, Cli];

    private static Ladder Core => new(
        "Vae.Core",
        "Vae.Core",
        "Vae.Core.Simd",
        "Vae.Core.Numerics",
        "Vae.Core.Files",
        "Vae.Core.Onnx.Messages",
        "Vae.Core.Processes",
        "Vae.Core.Randomness",
        "Vae.Core.Data.Texts",
        "Vae.Core.Data",
        "Vae.Core.Scaling",
        "Vae.Core.Likelihoods",
        "Vae.Core.Objectives",
        "Vae.Core.Options",
        "Vae.Core.Pictures",
        "Vae.Core.Onnx",
        "Vae.Core.Networks",
        "Vae.Core.Statistics",
        "Vae.Core.Reports",
        "Vae.Core.Scoring",
        "Vae.Core.Parts",
        "Vae.Core.Generation",
        "Vae.Core.Engines",
        "Vae.Core.Engines.Managed.Panels",
        "Vae.Core.Engines.Managed.Kernels",
        "Vae.Core.Engines.Managed.Losses",
        "Vae.Core.Engines.Managed.Layers",
        "Vae.Core.Engines.Managed.Rows",
        "Vae.Core.Engines.Managed.Inference",
        "Vae.Core.Engines.Managed.Sessions",
        "Vae.Core.Engines.Managed",
        "Vae.Core.Engines.Catalog",
        "Vae.Core.Training",
        "Vae.Core.Training.Shards",
        "Vae.Core.Calibration",
        "Vae.Core.Explanations",
        "Vae.Core.Serialization",
        "Vae.Core.Checkpoints",
        "Vae.Core.Onnx.Graphs",
        "Vae.Core.Onnx.ModelFiles",
        "Vae.Core.Models");

    private static Ladder Data => new(
        "Vae.Data",
        "Vae.Data.Options",
        "Vae.Data.Files",
        "Vae.Data.Tables",
        "Vae.Data.Columns",
        "Vae.Data.Batches",
        "Vae.Data.Csv",
        "Vae.Data.JsonLines",
        "Vae.Data.Parquet",
        "Vae.Data.Arrow",
        "Vae.Data.Idx",
        "Vae.Data.Formats",
        "Vae.Data");

    private static Ladder Reports => new(
        "Vae.Reports",
        "Vae.Reports.Reading",
        "Vae.Reports.Findings",
        "Vae.Reports.Pages",
        "Vae.Reports");

    private static Ladder Plots => new(
        "Vae.Plots",
        "Vae.Plots.Drawing",
        "Vae.Plots");

    private static Ladder MLNet => new(
        "Vae.MLNet",
        "Vae.MLNet.Columns.Names",
        "Vae.MLNet.Columns.Values",
        "Vae.MLNet.Columns",
        "Vae.MLNet.Cursors",
        "Vae.MLNet.Tables",
        "Vae.MLNet.Training",
        "Vae.MLNet.DataFrames",
        "Vae.MLNet.Generation",
        "Vae.MLNet.Saving",
        "Vae.MLNet");

    private static Ladder Torch => new(
        "Vae.Torch",
        "Vae.Torch.Devices",
        "Vae.Torch.Tensors",
        "Vae.Torch.Rows",
        "Vae.Torch.Likelihoods",
        "Vae.Torch.Randomness",
        "Vae.Torch.Convolutions",
        "Vae.Torch.Networks",
        "Vae.Torch.Optimizers",
        "Vae.Torch.Objectives",
        "Vae.Torch.Sessions",
        "Vae.Torch");

    private static Ladder Mpi => new(
        "Vae.Mpi",
        "Vae.Mpi.Libraries",
        "Vae.Mpi.Messages",
        "Vae.Mpi");

    private static Ladder Cli => new(
        "Vae.Cli",
        "Vae.Cli.Hosting",
        "Vae.Cli.Libtorch",
        "Vae.Cli.Output",
        "Vae.Cli.Progress",
        "Vae.Cli.Flags.Values",
        "Vae.Cli.Flags",
        "Vae.Cli.Inputs",
        "Vae.Cli.Scoring",
        "Vae.Cli.Generation",
        "Vae.Cli.Exploring",
        "Vae.Cli.Commands",
        "Vae.Cli");
}
