using System.Collections.Immutable;
using Microsoft.ML;
using Vae.Core.Data;
using Vae.MLNet.Columns.Values;

namespace Vae.MLNet.Columns;

/// <summary>Copies the columns of a table into an expanded row.</summary>
internal sealed class TableFeatureReader : FeatureReader
{
    private readonly SlotReader[] readers;
    private readonly UnseenLevels.Row? unseen;
    private double[] doubles = [];

    /// <param name="row">The row that is read, wherever it stands.</param>
    /// <param name="data">The data view that it is a row of, or null.</param>
    /// <param name="columns">Its columns, all of them active.</param>
    /// <param name="shapes">Their types.</param>
    /// <param name="encoder">Encodes the table's columns, one a slot.</param>
    /// <param name="mayBeMissing">Whether the model takes missing values for not observed.</param>
    /// <param name="unseen">Told of texts that are no level; null where nobody asks.</param>
    public TableFeatureReader(DataViewRow row, IDataView? data, DataViewSchema.Column[] columns, ImmutableArray<InputShape> shapes, TableEncoder encoder, bool mayBeMissing, UnseenLevels.Row? unseen)
    {
        this.unseen = unseen;
        readers = new SlotReader[columns.Length];
        var first = 0;
        for (var i = 0; i < columns.Length; i++)
        {
            readers[i] = SlotReader.Create(row, columns[i], shapes[i], new SlotSink(encoder, first, shapes[i].Size == 0, mayBeMissing, unseen), FrameGaps.Of(data, row, columns[i]));
            first += shapes[i].Slots;
        }
    }

    public override void Read(Span<float> features)
    {
        if (doubles.Length != features.Length)
        {
            doubles = new double[features.Length];
        }

        Read(doubles.AsSpan());
        for (var i = 0; i < features.Length; i++)
        {
            features[i] = (float)doubles[i];
        }
    }

    public override void Read(Span<double> features)
    {
        foreach (var reader in readers)
        {
            reader.Read(features);
        }

        unseen?.End();
    }
}
