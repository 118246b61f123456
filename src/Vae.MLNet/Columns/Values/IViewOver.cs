using Microsoft.ML;

namespace Vae.MLNet.Columns.Values;

/// <summary>A data view that passes on the rows of another one, in their order, with its columns in their places and more behind them.</summary>
internal interface IViewOver
{
    /// <summary>The other one.</summary>
    IDataView Source { get; }
}
