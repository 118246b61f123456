using Vae.Core.Data;
using Vae.MLNet.Columns;

namespace Vae.MLNet.Training;

/// <summary>The rows that an estimator trains or validates on.</summary>
/// <param name="Source">The rows.</param>
/// <param name="Feature">The columns that they are read from.</param>
/// <param name="Watch">Looks at them for zeros that might be missing values.</param>
/// <param name="Tally">Counts what was left out of them.</param>
internal sealed record EstimatorRows(IRowSource Source, FeatureInput Feature, ZeroWatch Watch, RowTally Tally);
