using Vae.Core;

namespace Vae.MLNet.Saving.Delegation;

/// <summary>A model found in ML.NET's model file, with the columns it was saved with.</summary>
internal sealed record SavedModel(VaeModel Model, VaeColumns Columns, bool KeepsScoreColumn);
