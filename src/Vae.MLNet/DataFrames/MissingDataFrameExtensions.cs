using Microsoft.Data.Analysis;

namespace Vae.MLNet.DataFrames;

/// <summary>Missing values of data frames, on their way into pipelines.</summary>
public static class MissingDataFrameExtensions
{
    /// <summary>
    /// The frame with its whole numbers and Booleans as columns of Double wherever one of them is null, so that null is NaN for every step of a pipeline. As a data view a frame gives 0 and false for
    /// them; our own estimators and transformers see nulls where the frame is what they are given, and need this only behind another step.
    /// </summary>
    /// <param name="frame">The frame; not changed.</param>
    /// <returns>A new frame with the columns of <paramref name="frame"/>, shared but for those. True is 1 and false 0; digits beyond 2^53 are lost. A column of Booleans becomes one of numbers: declare it
    /// binary in <see cref="VaeEstimatorOptions.Inference"/> where that is wanted.</returns>
    public static DataFrame WithMissingAsNaN(this DataFrame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        return new DataFrame(frame.Columns.Select(column => column.NullCount == 0 ? column : Widened(column)));
    }

    private static DataFrameColumn Widened(DataFrameColumn column)
    {
        if (column is PrimitiveDataFrameColumn<bool> truths)
        {
            return new DoubleDataFrameColumn(column.Name, truths.Select(truth => truth is { } value ? value ? 1.0 : 0 : (double?)null));
        }

        return column is not PrimitiveDataFrameColumn<double> && FrameFeatures.Reader(column) is { } read
            ? new DoubleDataFrameColumn(column.Name, Enumerable.Range(0, checked((int)column.Length)).Select(row => (double?)read(row)))
            : column;
    }
}
