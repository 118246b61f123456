using System.Numerics;
using Vae.Core.Options;
using Vae.Data.Files;
using Vae.Data.Idx;
using Vae.Data.Options;

namespace Vae.Data;

/// <summary>
/// Rows of an idx file (the format of MNIST and its kin), plain or gzip, read anew in every pass. The first dimension counts the rows,
/// the product of the others is the number of features: 28 x 28 pictures are rows of 784. All six types of the format are read.
/// </summary>
public sealed class IdxRowSource : ILabelledRowSource
{
    private readonly string path;
    private readonly IdxOptions options;
    private readonly IdxHeader header;

    /// <summary>Opens a file and checks its head, and its length where it is not compressed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How to read it; null for the defaults.</param>
    /// <exception cref="VaeDataException">
    /// The file or its label file is missing, damaged or cut short, they differ in their number of rows, or no row has the label of normal ones.
    /// </exception>
    public IdxRowSource(string path, IdxOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        this.path = path;
        this.options = options ?? new IdxOptions();
        header = ReadHeader(path);
        if (this.options.LabelPath is { } labelPath)
        {
            IdxHeader labels = ReadHeader(labelPath);
            if (labels.ColumnCount != 1)
            {
                throw new VaeDataException(Invariant($"'{labelPath}' has {labels.ColumnCount} values a row; a file with one label a row was wanted."));
            }

            if (labels.RowCount != header.RowCount)
            {
                throw new VaeDataException(
                    Invariant($"'{labelPath}' has {labels.RowCount} labels for the {header.RowCount} rows of '{path}'; name the label file ")
                    + "that belongs to it.");
            }

            RequireNormalRows(labelPath, labels);
        }
        else if (this.options.NormalLabel is { } normal)
        {
            throw new VaeDataException(
                Invariant($"{normal} is named as the label of the normal rows of '{path}' (TableOptions.NormalLabel) but no file of labels is; name it, or leave the label out."));
        }
    }

    /// <summary>The picture that a row is, where the file has rows of two dimensions (grey: height, width) or of three of which the first is 1 or 3 (channels, height, width); null where it is none.</summary>
    public ImageShape? Image => header.Image;

    /// <inheritdoc/>
    public int ColumnCount => header.ColumnCount;

    /// <summary>Always null: the format has no names.</summary>
    public IReadOnlyList<string>? ColumnNames => null;

    /// <summary>Rows that the file's head claims; never null.</summary>
    public long? RowCount => header.RowCount;

    /// <summary>Whether the values are doubles, or whole numbers of 32 bits.</summary>
    public bool HasDoubles => header.Type is IdxType.Int or IdxType.Double;

    /// <summary>"Label" where a label file was named, else null.</summary>
    public string? LabelName => options.LabelPath is null ? null : "Label";

    /// <summary>
    /// Finds the labels that lie beside a file of pictures under the names that MNIST and its kin use: <c>images-idx3</c> becomes
    /// <c>labels-idx1</c> in the file's name, and <c>images.idx3</c> becomes <c>labels.idx1</c>; with or without <c>.gz</c>.
    /// </summary>
    /// <param name="path">The file of pictures.</param>
    /// <returns>The path of a file that exists, or null.</returns>
    public static string? FindLabelFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string name = Path.GetFileName(path);
        string labels = name.Replace("images-idx3", "labels-idx1", StringComparison.Ordinal)
            .Replace("images.idx3", "labels.idx1", StringComparison.Ordinal);
        if (labels == name)
        {
            return null;
        }

        string plain = labels.EndsWith(".gz", StringComparison.Ordinal) ? labels[..^3] : labels;
        string folder = Path.GetDirectoryName(path) ?? "";
        return new[] { labels, plain, plain + ".gz" }.Select(n => Path.Combine(folder, n)).FirstOrDefault(File.Exists);
    }

    /// <inheritdoc/>
    public IRowReader OpenReader() => Open(null);

    /// <inheritdoc/>
    public ILabelledRowReader OpenLabelledReader() =>
        options.LabelPath is { } labelPath ? Open(labelPath) : throw RowBuffers.NoLabels();

    private static IdxHeader ReadHeader(string path)
    {
        using Stream stream = DataFile.Open(path);
        IdxHeader header = IdxHeader.Read(stream, path);
        if (stream.CanSeek && stream.Length != header.FileLength)
        {
            throw new VaeDataException(
                Invariant($"'{path}' has {stream.Length} bytes, but {header.RowCount} rows of {header.ColumnCount} values take {header.FileLength}; ")
                + "the file is cut short or damaged. Copy or download it again.");
        }

        return header;
    }

    /// <summary>A label that no row has is a mistake that makes every row an anomaly.</summary>
    private void RequireNormalRows(string labelPath, IdxHeader labels)
    {
        if (options.NormalLabel is not { } normal)
        {
            return;
        }

        const int MostShown = 12;
        using var reader = new IdxValueReader(labelPath, labels, scaleBytes: false);
        var block = new float[1 << 12];
        var found = new SortedSet<float>();
        for (long read = 0; read < labels.RowCount; read += block.Length)
        {
            var here = block.AsSpan(0, (int)Math.Min(block.Length, labels.RowCount - read));
            reader.Read(here);
            if (here.Contains(normal))
            {
                return;
            }

            foreach (var label in here)
            {
                if (found.Count <= MostShown && !float.IsNaN(label))
                {
                    found.Add(label);
                }
            }
        }

        throw new VaeDataException(
            Invariant($"'{labelPath}': no row has the label {normal} of normal rows; it holds {string.Join(", ", found.Take(MostShown).Select(label => label.ToString(System.Globalization.CultureInfo.InvariantCulture)))}")
            + (found.Count > MostShown ? " and others" : "") + ". Say which one is normal (TableOptions.NormalLabel).");
    }

    private IdxRowReader Open(string? labelPath)
    {
        var rows = new IdxValueReader(path, header, options.ScaleBytes);
        try
        {
            IdxValueReader? labels = labelPath is null
                ? null
                : new IdxValueReader(labelPath, ReadHeader(labelPath) with { RowCount = header.RowCount }, scaleBytes: false);
            return new IdxRowReader(rows, labels, header, labels is null ? null : options.NormalLabel);
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }

    private sealed class IdxRowReader(IdxValueReader rows, IdxValueReader? labels, IdxHeader header, float? normalLabel) : ILabelledRowReader
    {
        private float[] unusedLabels = [];

        public long Position { get; private set; }

        public int Read(Span<float> buffer) => ReadAlone(buffer);

        public int Read(Span<double> buffer) => ReadAlone(buffer);

        public int Read(Span<float> buffer, Span<float> labelsOfRows) => ReadLabelled(buffer, labelsOfRows);

        public int Read(Span<double> buffer, Span<float> labelsOfRows) => ReadLabelled(buffer, labelsOfRows);

        public void Dispose()
        {
            rows.Dispose();
            labels?.Dispose();
        }

        private int ReadAlone<T>(Span<T> buffer)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            int wanted = buffer.Length / header.ColumnCount;
            if (labels is not null && unusedLabels.Length < wanted)
            {
                unusedLabels = new float[wanted];
            }

            return ReadRows(buffer, unusedLabels, wanted);
        }

        private int ReadLabelled<T>(Span<T> buffer, Span<float> labelsOfRows)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            RowBuffers.ThrowIfNoLabelFits(labelsOfRows.Length, nameof(labelsOfRows));
            return ReadRows(buffer, labelsOfRows, Math.Min(buffer.Length / header.ColumnCount, labelsOfRows.Length));
        }

        private int ReadRows<T>(Span<T> buffer, Span<float> labelsOfRows, int wanted)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            RowBuffers.ThrowIfBelowOneRow(buffer.Length, header.ColumnCount, nameof(buffer));
            int count = (int)Math.Min(wanted, header.RowCount - Position);
            rows.Read(buffer[..(count * header.ColumnCount)]);
            labels?.Read(labelsOfRows[..count]);
            if (normalLabel is { } normal)
            {
                foreach (ref float label in labelsOfRows[..count])
                {
                    label = float.IsNaN(label) ? label : label == normal ? 0 : 1;
                }
            }

            Position += count;
            return count;
        }
    }
}
