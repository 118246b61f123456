using System.Globalization;
using System.Reflection;
using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Serialization;
using Vae.Reports.Reading;

namespace Vae.Reports.Findings;

/// <summary>What the model is, what it was made from and what it keeps.</summary>
/// <param name="Groups">Facts under headings.</param>
/// <param name="Options">Every option, as the model file has them, without the columns.</param>
internal sealed record ModelCard(IReadOnlyList<CardGroup> Groups, string Options)
{
    /// <summary>Fills it in.</summary>
    /// <param name="model">The model.</param>
    /// <param name="scan">The rows reported on.</param>
    /// <param name="explained">Rows whose values stand in the report.</param>
    public static ModelCard Of(VaeModel model, RowScan scan, int explained) => new(
        [Privacy(model, scan, explained), Model(model), Training(model), Rows(model, scan), Versions()],
        ModelJson.WriteOptions(model.Options with { Columns = null }));

    private static CardGroup Privacy(VaeModel model, RowScan scan, int explained)
    {
        var kept = model.Parts.References?.Count ?? 0;
        var levels = model.Columns?.Columns.Sum(column => column.Levels.Length) ?? 0;
        return new CardGroup("Privacy",
        [
            ("Training rows in the model file", kept > 0
                ? Text($"{kept:N0} of {model.Report.TrainingRows:N0}, scaled, which its score compares others with. Where they must not leave the house, train with the score whitened distance, which keeps none.")
                : "None."),
            ("What else it keeps of them", Text($"Mean and covariance, ranges, and quantiles of the scores{(levels > 0 ? Text($"; {levels:N0} levels of columns of text") : "")}{(model.FeatureNames is null ? "" : "; names of the columns")}.")),
            ("This page", Text($"Holds values of {explained:N0} {(explained == 1 ? "row" : "rows")}{(scan.Scored > explained ? ", and codes and scores of more" : "")}. Treat it as you treat the data.")),
        ]);
    }

    private static CardGroup Model(VaeModel model)
    {
        var options = model.Options;
        return new CardGroup("Model",
        [
            ("Kind", Text($"{Objective(options.Objective.Kind)}, {(options.Network.Kind == NetworkKind.Dense ? "dense layers" : "convolutions")}{(model.EnsembleSize > 1 ? Text($", {model.EnsembleSize} networks") : "")}")),
            ("Features a row", Text($"{model.InputDimension:N0}{(model.Columns is { } columns ? Text($", from {columns.Columns.Length:N0} columns") : "")}{(model.ContextDimension > 0 ? Text($"; the last {model.ContextDimension:N0} are context") : "")}")),
            ("Latent dimensions", Text($"{model.LatentDimension:N0}, {model.Report.ActiveUnits:N0} in use{(model.EnsembleSize > 1 ? " in the first network" : "")}")),
            ("Parameters", Text($"{(long)model.Parts.Parameters.Length * model.EnsembleSize:N0}")),
            ("File", Text($"{Bytes(FileBytes(model))}")),
            ("Likelihood", options.Likelihood is GaussianLikelihood ? "Gaussian" : "Bernoulli"),
            ("Scaling", Text($"{options.Scaling}")),
            ("Missing values", options.MissingValues == MissingValueHandling.Observed ? "May be missing: rows are scored by what is there" : "A row with one has no score"),
            ("Score", ScoreMeaning.Name(options.Scoring.Kind)),
            ("Threshold", model.Threshold.ToString(CultureInfo.InvariantCulture)),
            ("Seed", options.Seed.ToString(CultureInfo.InvariantCulture)),
        ]);
    }

    private static CardGroup Training(VaeModel model)
    {
        var report = model.Report;
        List<(string, string)> facts =
        [
            ("Rows", Text($"{report.TrainingRows:N0}{(report.ValidationRows > 0 ? Text($", and {report.ValidationRows:N0} held out") : "")}{(report.SkippedRows > 0 ? Text($"; {report.SkippedRows:N0} left out") : "")}")),
            ("Ended", Text($"{report.StopReason}, after {report.Steps:N0} steps in {report.Epochs:N0} epochs")),
            ("Engine", report.Engine),
            ("Loss", Text($"{report.TrainingLoss:G5} nats a row{(report.ValidationLoss is { } loss ? Text($", {loss:G5} on held-out rows") : "")}")),
        ];
        if (double.IsFinite(report.Seconds))
        {
            facts.Insert(2, ("Time", Text($"{report.Seconds:G3} s, {report.RowsPerSecond:N0} rows a second")));
        }

        facts.AddRange(report.Warnings.Select(warning => ("Told in training", warning)));
        return new CardGroup("Training", facts);
    }

    private static CardGroup Rows(VaeModel model, RowScan scan)
    {
        List<(string, string)> facts =
        [
            ("Rows", Text($"{scan.Rows:N0}, {(scan.Scored == scan.Rows ? "all" : Text($"{scan.Scored:N0}"))} with a score")),
            ("Fingerprint", $"SHA-256 {scan.Fingerprint}"),
        ];
        if (model.Report.Data is { } profile)
        {
            facts.Add(("Trained on", Text($"A table of {profile.Rows:N0} rows and {profile.Columns.Length:N0} columns, {profile.Columns.Sum(column => column.Missing):N0} values missing")));
        }

        return new CardGroup("Rows of this report", facts);
    }

    private static CardGroup Versions() => new("Versions",
    [
        ("Vae.Core", Version(typeof(VaeModel).Assembly)),
        (".NET", Environment.Version.ToString()),
    ]);

    private static string Version(Assembly assembly) => assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    private static string Objective(ObjectiveKind kind) => kind switch
    {
        ObjectiveKind.Elbo => "Variational autoencoder",
        ObjectiveKind.Iwae => "Importance-weighted autoencoder",
        ObjectiveKind.Autoencoder => "Plain autoencoder",
        ObjectiveKind.Adversarial => "Adversarial autoencoder",
        var other => other.ToString(),
    };

    private static long FileBytes(VaeModel model)
    {
        using var counter = new CountingStream();
        model.Save(counter);
        return counter.Length;
    }

    private static string Bytes(long bytes) => bytes < 1 << 20 ? Text($"{bytes / 1024.0:F0} KiB") : Text($"{bytes / 1048576.0:F1} MiB");

    private static string Text(FormattableString text) => Invariant(text);
}
