using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Models;

namespace Vae.Reports.Reading;

/// <summary>One pass over the rows of a report: the score and label of each, what is missing, and a sample of whole rows.</summary>
internal sealed class RowScan
{
    private const int BlockValues = 1 << 20;

    private readonly List<float> scores = [];
    private readonly List<float>? labels;

    private RowScan(VaeModel model, bool hasLabels, int sampledRows)
    {
        labels = hasLabels ? [] : null;
        Missing = new long[model.InputDimension];
        Sample = new RowReservoir(model.InputDimension, sampledRows, model.Options.Seed);
        Range = new RangeCounter(model);
    }

    /// <summary>The score of each row, in the order of the rows; NaN where it has none.</summary>
    public ReadOnlySpan<float> Scores => CollectionsMarshal.AsSpan(scores);

    /// <summary>The label of each row, NaN where it has none; empty where the rows have no labels.</summary>
    public ReadOnlySpan<float> Labels => labels is null ? [] : CollectionsMarshal.AsSpan(labels);

    /// <summary>Whether the rows have labels.</summary>
    public bool HasLabels => labels is not null;

    /// <summary>Rows read.</summary>
    public int Rows => scores.Count;

    /// <summary>Rows that have a score.</summary>
    public int Scored { get; private set; }

    /// <summary>Missing values of each feature.</summary>
    public long[] Missing { get; }

    /// <summary>Some of the rows that have a score, relative to the model's origin.</summary>
    public RowReservoir Sample { get; }

    /// <summary>What lies outside the training range.</summary>
    public RangeCounter Range { get; }

    /// <summary>SHA-256 of the rows and labels as the model reads them, hexadecimal.</summary>
    public string Fingerprint { get; private set; } = "";

    /// <summary>Reads and scores all rows.</summary>
    /// <exception cref="VaeDataException">The rows have another width than the model, or there are none.</exception>
    public static RowScan Of(VaeModel model, IRowSource source, int sampledRows, CancellationToken cancellationToken)
    {
        model.RequireWidth(source);
        var labelled = source is ILabelledRowSource { LabelName: not null } given ? given : null;
        var scan = new RowScan(model, labelled is not null, sampledRows);
        using var reader = labelled is null
            ? RelativeRowSource.Of(source, model.Parts.Origin).OpenReader()
            : RelativeRowSource.Of(labelled, model.Parts.Origin).OpenLabelledReader();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var block = Math.Max(1, BlockValues / model.InputDimension);
        var (rows, labels, found) = (new float[block * model.InputDimension], new float[block], new float[block]);
        int read;
        while ((read = labelled is null ? reader.Read(rows) : ((ILabelledRowReader)reader).Read(rows, labels)) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var here = rows.AsSpan(0, read * model.InputDimension);
            hash.AppendData(MemoryMarshal.AsBytes(here));
            hash.AppendData(MemoryMarshal.AsBytes(labels.AsSpan(0, labelled is null ? 0 : read)));
            model.ScoreRelative(here, found.AsSpan(0, read));
            scan.Add(here, found.AsSpan(0, read), labels.AsSpan(0, labelled is null ? 0 : read));
        }

        scan.Fingerprint = Convert.ToHexStringLower(hash.GetHashAndReset());
        return scan.Rows > 0 ? scan : throw new VaeDataException("There are no rows to report on; give at least one.");
    }

    /// <summary>The rows with the highest scores, the highest first; of equal ones the first.</summary>
    public int[] Strangest(int count)
    {
        var queue = new PriorityQueue<int, (float Score, int Later)>();
        for (var row = 0; row < scores.Count; row++)
        {
            if (float.IsNaN(scores[row]))
            {
                continue;
            }

            queue.Enqueue(row, (scores[row], -row));
            if (queue.Count > count)
            {
                queue.Dequeue();
            }
        }

        var rows = new int[queue.Count];
        for (var i = rows.Length - 1; i >= 0; i--)
        {
            rows[i] = queue.Dequeue();
        }

        return rows;
    }

    /// <summary>What the label of a row says.</summary>
    public RowKind KindOf(int row) => labels is null || float.IsNaN(labels[row]) ? RowKind.Unknown : labels[row] == 0 ? RowKind.Normal : RowKind.Anomaly;

    /// <summary>The label of a row as a text; empty where it has none.</summary>
    public string LabelText(int row) => labels is null || float.IsNaN(labels[row]) ? "" : labels[row].ToString(CultureInfo.InvariantCulture);

    private void Add(ReadOnlySpan<float> rows, ReadOnlySpan<float> found, ReadOnlySpan<float> foundLabels)
    {
        var width = Missing.Length;
        Range.AddRelative(rows);
        for (var i = 0; i < found.Length; i++)
        {
            var row = rows.Slice(i * width, width);
            for (var d = 0; d < width; d++)
            {
                Missing[d] += float.IsNaN(row[d]) ? 1 : 0;
            }

            if (!float.IsNaN(found[i]))
            {
                Scored++;
                Sample.Offer(row, scores.Count + i);
            }
        }

        scores.AddRange(found);
        labels?.AddRange(foundLabels);
    }
}
