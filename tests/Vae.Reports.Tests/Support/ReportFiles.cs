namespace Vae.Reports.Tests.Support;

/// <summary>A model of real rows, and reports of it with labels and without, made once by the tool.</summary>
public sealed class ReportFiles : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public ReportFiles()
    {
        Model = folder["model.onnx"];
        Run("train", "--data", Datasets.BreastCancer, "--label", "label", "--out", Model, "--steps", "200", "--quiet");
        Labelled = folder["labelled.html"];
        Run("report", "--model", Model, "--data", Datasets.BreastCancer, "--label", "label", "--out", Labelled);
        Unlabelled = folder["unlabelled.html"];
        Run("report", "--model", Model, "--data", Datasets.BreastCancer, "--ignore", "label", "--out", Unlabelled);
    }

    internal string Model { get; }

    internal string Labelled { get; }

    internal string Unlabelled { get; }

    public void Dispose() => folder.Dispose();

    internal static CliRun Run(params string[] arguments)
    {
        var run = CliRun.Of(arguments);
        Assert.True(run.ExitCode == 0, run.Error);
        return run;
    }
}
