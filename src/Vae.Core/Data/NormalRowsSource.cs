namespace Vae.Core.Data;

/// <summary>The rows of a labelled source whose label is 0, the normal ones: for training without the anomalies. Reading fails with words where there are rows but none of them is normal.</summary>
public sealed class NormalRowsSource : IRowSource
{
    private readonly ILabelledRowSource source;

    /// <summary>Wraps a labelled source.</summary>
    /// <param name="source">Where rows and labels come from.</param>
    /// <exception cref="ArgumentException"><paramref name="source"/> has no labels.</exception>
    public NormalRowsSource(ILabelledRowSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.LabelName is null)
        {
            throw new ArgumentException("The source has no labels, so its normal rows cannot be told; name its label.", nameof(source));
        }

        this.source = source;
    }

    /// <inheritdoc/>
    public int ColumnCount => source.ColumnCount;

    /// <inheritdoc/>
    public IReadOnlyList<string>? ColumnNames => source.ColumnNames;

    /// <inheritdoc/>
    public TableSchema? Columns => source.Columns;

    /// <inheritdoc/>
    public int ContextColumnCount => source.ContextColumnCount;

    /// <summary>Normal rows where the source tells (<see cref="ILabelledRowSource.NormalRowCount"/>), or null when only a pass over the labels can.</summary>
    public long? RowCount => source.NormalRowCount;

    /// <inheritdoc/>
    public TableProfile? Profile => source.Profile;

    /// <inheritdoc/>
    public IReadOnlyList<ColumnTruths> Truths => source.Truths;

    /// <inheritdoc/>
    public string? WeightName => source.WeightName;

    /// <inheritdoc/>
    public bool HasDoubles => source.HasDoubles;

    /// <inheritdoc/>
    public IRowReader OpenReader() => new Reader(source.OpenLabelledReader(), ColumnCount, WeightName, source.LabelName!);

    private sealed class Reader(ILabelledRowReader inner, int columnCount, string? name, string label) : IRowReader
    {
        private readonly bool hasWeights = name is not null;
        private float[] labels = [];
        private float[] weights = [];
        private long anomalies;
        private int last;

        public long Position { get; private set; }

        public ReadOnlySpan<float> Weights => hasWeights ? weights.AsSpan(0, last) : default;

        public int Read(Span<float> rows) => Read(rows, inner.Read);

        public int Read(Span<double> rows) => Read(rows, inner.Read);

        private int Read<T>(Span<T> rows, ReadBlock<T> read)
        {
            RowBuffers.ThrowIfBelowOneRow(rows.Length, columnCount, nameof(rows));
            int wanted = rows.Length / columnCount;
            if (labels.Length < wanted)
            {
                labels = new float[wanted];
                weights = new float[hasWeights ? wanted : 0];
            }

            // Rows are read into the free end of the buffer, and the normal ones moved up to close the gaps.
            int kept = 0;
            while (kept < wanted)
            {
                Span<T> free = rows[(kept * columnCount)..];
                int readNow = read(free, labels.AsSpan(0, wanted - kept));
                if (readNow == 0)
                {
                    break;
                }

                ReadOnlySpan<float> weightsNow = hasWeights ? WeightSums.Of(inner, readNow) : default;
                int keptNow = 0;
                for (int i = 0; i < readNow; i++)
                {
                    if (labels[i] == 0)
                    {
                        if (i != keptNow)
                        {
                            free.Slice(i * columnCount, columnCount).CopyTo(free[(keptNow * columnCount)..]);
                        }

                        if (hasWeights)
                        {
                            weights[kept + keptNow] = WeightSums.Require(weightsNow[i], inner.Position - readNow + i, name);
                        }

                        keptNow++;
                    }
                }

                kept += keptNow;
                anomalies += readNow - keptNow;
            }

            if (kept == 0 && Position == 0 && anomalies > 0)
            {
                throw new VaeDataException(
                    FormattableString.Invariant($"No row has label 0 in column '{label}', so none is a normal row: all {anomalies:N0} have other labels, or none. Training on normal rows needs some; 0 is the label of a normal row. If another label is, name it (NormalLabel) as it is written in the data."));
            }

            Position += kept;
            return last = kept;
        }

        public void Dispose() => inner.Dispose();

        private delegate int ReadBlock<T>(Span<T> rows, Span<float> labels);
    }
}
