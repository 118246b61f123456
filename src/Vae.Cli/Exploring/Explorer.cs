using Vae.Cli.Flags;
using Vae.Cli.Inputs;
using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Files;
using Vae.Core.Models;
using Vae.Reports.Findings;
using Vae.Reports.Reading;

namespace Vae.Cli.Exploring;

/// <summary>A model and the rows of a file while somebody looks at them: rows explained, rows that are pasted scored, threshold and labels saved. Safe to use from several threads at once.</summary>
internal sealed class Explorer : IDisposable
{
    private const int MostNames = 5;

    private readonly Lock gate = new();
    private readonly SortedDictionary<int, bool> labels = [];
    private readonly ILabelledRowSource source;
    private readonly DataRequest request;
    private readonly string output;
    private readonly KeptRows kept;
    private VaeModel model;

    /// <param name="model">The model.</param>
    /// <param name="source">The rows.</param>
    /// <param name="request">How they were asked for.</param>
    /// <param name="output">The file that a changed model goes to.</param>
    /// <param name="content">What the page shows of them.</param>
    /// <param name="texts">What stands in them; null where that is not known.</param>
    public Explorer(VaeModel model, ILabelledRowSource source, DataRequest request, string output, ReportContent content, RowTexts? texts)
    {
        (this.model, this.source, this.request, this.output, Content) = (model, source, request, output, content);
        Rows = new RowFinder(content.Scan.Scores, texts);
        kept = KeptRows.Of(source, content.Scan.Rows);
    }

    public void Dispose() => kept.Dispose();

    /// <summary>What the page shows.</summary>
    public ReportContent Content { get; }

    /// <summary>All rows.</summary>
    public RowFinder Rows { get; }

    /// <summary>The file of labels that are given on the page.</summary>
    public string LabelFile => output + ".labels.csv";

    /// <summary>The score of a row.</summary>
    public float Score(int row) => Content.Scan.Scores[row];

    /// <summary>The label of a row: as it was given on the page, else as the file has it; empty where it has none.</summary>
    public string Label(int row)
    {
        lock (gate)
        {
            return labels.TryGetValue(row, out var isAnomaly) ? isAnomaly ? "1" : "0" : Content.Scan.LabelText(row);
        }
    }

    /// <summary>Explains a row.</summary>
    /// <exception cref="VaeDataException">There is no such row, or it has no score.</exception>
    public StrangeRow Explain(int row, CancellationToken cancellationToken)
    {
        if (row < 0 || row >= Content.Scan.Rows || float.IsNaN(Score(row)))
        {
            throw new VaeDataException(Invariant($"Row {row} is not there, or has no score."));
        }

        return StrangeRow.Of(model, row, Label(row), model.Explain(kept.Read([row], cancellationToken)), model.Columns is null ? null : Rows.Texts?.Cells(row));
    }

    /// <summary>Scores and explains a row that was pasted: a line of the file, or a line of names above one of values.</summary>
    /// <exception cref="VaeDataException">It is no row of the model's columns, or holds a value that is missing or cannot be read; the message says which.</exception>
    public StrangeRow Score(string text, CancellationToken cancellationToken)
    {
        // What is wrong with it is said of it as a line of the file, which it most likely is.
        VaeDataException? error = null;
        foreach (var isWhole in new[] { true, false })
        {
            using var pasted = PastedRow.Write(text, request, source, isWhole);
            try
            {
                var rows = DataOpener.OpenFor(model, pasted.Request);
                var exact = ExactRows.Read(rows, [0], cancellationToken);
                if (FiniteRowSource.IsUsable<double>(exact, model))
                {
                    return StrangeRow.Of(model, 0, "", model.Explain(exact), ExactRows.Texts(rows, [0])?[0]);
                }

                error ??= Unusable(exact);
            }
            catch (VaeDataException exception)
            {
                error ??= new VaeDataException(pasted.Told(exception.Message), exception);
            }
        }

        throw error!;
    }

    private VaeDataException Unusable(double[] row)
    {
        string[] names = [.. row.Index().Where(pair => !double.IsFinite(pair.Item))
            .Select(pair => model.Columns is { } columns ? columns.Columns[columns.ColumnOf(pair.Index)].Name : model.NameOf(pair.Index)).Distinct()];
        var listed = string.Join(", ", names.Take(MostNames).Select(name => $"'{name}'")) + (names.Length > MostNames ? Invariant($" and {names.Length - MostNames} more") : "");
        return new VaeDataException(FiniteRowSource.Allows(model)
            ? $"The pasted row has no value, or an infinite one: {listed}. Give finite values."
            : $"The pasted row has no value in {listed}, and the model, which was trained on complete rows, scores none without; fill in the value.");
    }

    /// <summary>Whether a score counts as an anomaly's by the model as it was last saved.</summary>
    public bool IsAnomaly(float score) => model.IsAnomaly(score);

    /// <summary>Saves the model with another threshold.</summary>
    /// <returns>Its file.</returns>
    public string SaveThreshold(float threshold)
    {
        lock (gate)
        {
            model = model.WithThreshold(threshold);
            model.Save(output);
            return output;
        }
    }

    /// <summary>Gives a row a label, or takes it away.</summary>
    public int SetLabel(int row, bool? isAnomaly)
    {
        lock (gate)
        {
            if (isAnomaly is { } label && row >= 0 && row < Content.Scan.Rows)
            {
                labels[row] = label;
            }
            else
            {
                labels.Remove(row);
            }

            return labels.Count;
        }
    }

    /// <summary>Writes the labels that were given on the page to a file, and saves the model with probabilities learned from them.</summary>
    /// <returns>The files.</returns>
    /// <exception cref="VaeDataException">There are not both kinds of label.</exception>
    public string[] SaveLabels(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            using (var file = AtomicFile.Create(LabelFile))
            {
                using (var writer = new StreamWriter(file.Content, leaveOpen: true))
                {
                    writer.Write("row,label\n");
                    foreach (var (row, isAnomaly) in labels)
                    {
                        writer.Write(Invariant($"{row},{(isAnomaly ? 1 : 0)}\n"));
                    }
                }

                file.Commit();
            }

            if (labels.Values.Distinct().Count() < 2)
            {
                throw new VaeDataException($"Labels are saved in '{LabelFile}'. Probabilities are learned from both kinds: label at least one row normal and one an anomaly.");
            }

            int[] numbers = [.. labels.Keys];
            var exact = kept.Read(numbers, cancellationToken);
            model = model.WithProbability(new DoubleRowSource(exact, source.ColumnCount, labels: labels.Values.Select(isAnomaly => isAnomaly ? 1f : 0f).ToArray()), cancellationToken: cancellationToken);
            model.Save(output);
            return [LabelFile, output];
        }
    }
}
