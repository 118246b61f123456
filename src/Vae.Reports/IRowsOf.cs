using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Models;

namespace Vae.Reports;

/// <summary>A trained model that reads data of another library as rows, as the transformer of Vae.MLNet reads a data view. Pictures of Vae.Plots are made from it without either package knowing the other.</summary>
/// <typeparam name="TData">The data.</typeparam>
public interface IRowsOf<in TData>
{
    /// <summary>The model.</summary>
    VaeModel Model { get; }

    /// <summary>The data as rows of the model, in raw units.</summary>
    /// <param name="data">The data; they are read when the rows are.</param>
    /// <param name="labelColumnName">The column of labels, with which the rows are an <see cref="ILabelledRowSource"/> with a name; null for none.</param>
    /// <param name="normalLabel">The label of normal rows where it is not 0; null for 0.</param>
    /// <exception cref="ArgumentException">A normal label is given without a label.</exception>
    /// <exception cref="VaeDataException">A column is missing or not as the model's.</exception>
    IRowSource Rows(TData data, string? labelColumnName = null, string? normalLabel = null);
}
