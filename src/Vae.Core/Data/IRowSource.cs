namespace Vae.Core.Data;

/// <summary>A table of float features that can be read from its start any number of times, one pass an epoch.</summary>
public interface IRowSource
{
    /// <summary>Features a row; at least 1.</summary>
    int ColumnCount { get; }

    /// <summary>One name a feature, in the order of the columns, or null when the source has no names.</summary>
    IReadOnlyList<string>? ColumnNames { get; }

    /// <summary>
    /// What the features mean where they are not all measured numbers: the columns of the table whose expanded rows this source gives. Null (the default) where they
    /// are. A model trained on the source keeps it in <see cref="Options.VaeOptions.Columns"/>.
    /// </summary>
    TableSchema? Columns => null;

    /// <summary>
    /// How many of the last columns (of <see cref="Columns"/> where there are such) are what a row is seen in and no part of it. A model trained on the source takes them for its context
    /// (<see cref="Options.VaeOptions.ContextColumnCount"/>). Default 0.
    /// </summary>
    int ContextColumnCount => 0;

    /// <summary>Rows in the table, or null when only a whole pass can tell.</summary>
    long? RowCount { get; }

    /// <summary>
    /// Whether values may be finer than a 32-bit float: 1732780801 s, 101325.0213 Pa, 20200103. <see cref="IRowReader.Read(Span{double})"/> then gives them as they are, and a
    /// model trained on them takes an offset from the columns that need one before anything is rounded. Default false: values are 32-bit floats.
    /// </summary>
    bool HasDoubles => false;

    /// <summary>What was found in the table when it was read for the first time, and what its owner should know of it; a model trained on it keeps that. Default null: nothing is known.</summary>
    TableProfile? Profile => null;

    /// <summary>What the table calls the values of its columns of truth values, for explanations of a model trained on it, where <see cref="Profile"/> is null and does not show it. Default empty: 0 and 1.</summary>
    IReadOnlyList<ColumnTruths> Truths => [];

    /// <summary>
    /// What the weights of the rows are called, or null (the default) where every row counts once. With weights each <see cref="IRowReader"/> gives them (<see cref="IRowReader.Weights"/>), and whatever is learned from the rows
    /// counts by them: losses, scaling, covariances, reference rows, thresholds and probabilities. A weight is a finite number, 0 or more; a row of weight 0 is left out. Weights that are all whole numbers count rows, 2 being the row
    /// twice; of others only the ratios matter.
    /// </summary>
    string? WeightName => null;

    /// <summary>Starts a new pass at the first row. Passes are independent of one another, also across threads.</summary>
    /// <returns>A reader that the caller disposes.</returns>
    /// <exception cref="VaeDataException">The data behind the source cannot be opened or no longer look as they did.</exception>
    IRowReader OpenReader();

    /// <summary>Starts a pass of which some rows are wanted. The reader counts and gives room to all rows; what it puts in the place of those that are not wanted is of no use, so that a source need not make out what they hold.</summary>
    /// <remarks>By default all rows are read. Not for a source with <see cref="WeightName"/> or of labelled rows that are left out, where a row's number is known only once others are read.</remarks>
    /// <param name="share">The rows that are wanted.</param>
    /// <returns>A reader that the caller disposes.</returns>
    /// <exception cref="VaeDataException">As <see cref="OpenReader()"/>.</exception>
    IRowReader OpenReader(RowShare share) => OpenReader();
}
