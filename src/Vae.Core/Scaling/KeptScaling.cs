using Vae.Core.Data;

namespace Vae.Core.Scaling;

/// <summary>How a model brings rows to what its network sees, where training goes on with it.</summary>
/// <param name="Scaler">Raw features to scaled ones.</param>
/// <param name="Origin">What is subtracted from them before; null for nothing.</param>
/// <param name="Constants">Columns that had one value; null where none had.</param>
internal sealed record KeptScaling(FeatureScaler Scaler, RowOrigin? Origin, ConstantColumns? Constants);
