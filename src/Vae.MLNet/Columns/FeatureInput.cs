using System.Collections.Immutable;
using Microsoft.ML;
using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Models;

namespace Vae.MLNet.Columns;

/// <summary>Where the features of a row come from: one column that is a vector of them, or several columns of a table.</summary>
internal abstract class FeatureInput
{
    /// <summary>The columns that are read.</summary>
    public abstract IReadOnlyList<DataViewSchema.Column> Columns { get; }

    /// <summary>Features a row.</summary>
    public abstract int Size { get; }

    /// <summary>Names of the features, or null where they have none.</summary>
    public abstract IReadOnlyList<string>? Names { get; }

    /// <summary>What the features mean, where they are not all numbers; null where they are.</summary>
    public virtual TableSchema? Table => null;

    /// <summary>What their table calls truth values.</summary>
    public virtual IReadOnlyList<ColumnTruths> Truths => [];

    /// <summary>Whether columns hold numbers that 32-bit floats do not: Double, and whole numbers of 32 bits and more.</summary>
    public virtual bool HasDoubles => false;

    /// <summary>What the owner of the data should know of their columns.</summary>
    public virtual ImmutableArray<DataWarning> Warnings => [];

    /// <summary>Reads from a row, whichever row it stands on at the time.</summary>
    /// <param name="row">The row.</param>
    /// <param name="data">The data view that it is a row of, which may know of missing values that the row does not show; null where there is none.</param>
    /// <param name="unseen">Told of texts that the model does not know; null (default) where nobody asks.</param>
    public abstract FeatureReader CreateReader(DataViewRow row, IDataView? data, UnseenLevels.Row? unseen = null);

    /// <summary>Finds the columns in data that a model is applied to.</summary>
    /// <exception cref="VaeDataException">One is missing or of a wrong type, or they are not as wide as the model.</exception>
    public static FeatureInput Find(DataViewSchema schema, VaeColumns columns, VaeModel model) => columns.Inputs.IsEmpty
        ? FeatureColumn.Find(schema, columns.Features, model.InputDimension, model.FeatureNames)
        : TableInput.Find(schema, columns.Inputs, TableOf(model), model.Options.MissingValues == MissingValueHandling.Observed);

    /// <summary>The table that a model's features are of; all numbers where the model says nothing else.</summary>
    public static TableSchema TableOf(VaeModel model) => model.Columns
        ?? TableSchema.Numeric(model.FeatureNames is { } names && names.Distinct().Count() == names.Count && names.All(name => name.Length > 0)
            ? names
            : Enumerable.Range(1, model.InputDimension).Select(i => Invariant($"{i}")));
}
