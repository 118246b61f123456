using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Files;
using Vae.Core.Models;
using Vae.Reports.Findings;
using Vae.Reports.Pages;

namespace Vae.Reports;

/// <summary>
/// What a model has learned and what it makes of rows, as one HTML file that needs nothing beside it: no network, no other file. It begins with the verdict in plain words. Immutable.
/// </summary>
public sealed class ModelReport
{
    private readonly Verdict verdict;

    private ModelReport(Verdict verdict, string html)
    {
        this.verdict = verdict;
        Html = html;
    }

    /// <summary>The verdict in one sentence.</summary>
    public string Headline => verdict.Headline;

    /// <summary>What the verdict rests on: a sentence or two each, as the page has them.</summary>
    public IReadOnlyList<string> Findings => [.. verdict.Findings.Select(finding => $"{finding.Title}. {finding.Text}")];

    /// <summary>The page: a whole HTML document.</summary>
    public string Html { get; }

    /// <summary>Makes a report. Reads the rows three times, and twice more where they have labels.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">The rows, in raw units; with labels (<see cref="ILabelledRowSource"/>) the page says how well anomalies are found.</param>
    /// <param name="options">What it shows; null takes the defaults.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <exception cref="ArgumentException">A value of the options is out of range.</exception>
    /// <exception cref="VaeDataException">There are no rows, they have another width than the model, or one cannot be read.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static ModelReport Create(VaeModel model, IRowSource rows, ReportOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(rows);
        options ??= new ReportOptions();
        options.Validate();
        var content = ReportContent.Of(model, rows, options.ToContent(), cancellationToken);
        return new ModelReport(content.Verdict, HtmlPage.Write(options.Title, options.Subtitle, content));
    }

    /// <summary>Writes the page to a file, which appears whole or not at all, and replaces a file of that name.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <exception cref="IOException">The file cannot be written; the message says why.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var file = AtomicFile.Create(path);
        Save(file.Content);
        file.Commit();
    }

    /// <summary>Writes the page to a stream, in UTF-8, which stays open.</summary>
    /// <param name="stream">Receives it.</param>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var writer = new StreamWriter(stream, leaveOpen: true);
        writer.Write(Html);
    }
}
