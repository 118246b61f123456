using Microsoft.ML;
using Vae.Core;
using Vae.Core.Models;
using Vae.MLNet.Columns;
using Vae.MLNet.Columns.Values;

namespace Vae.MLNet.Cursors;

/// <summary>A variational autoencoder bound to one input schema.</summary>
/// <exception cref="VaeDataException">The feature column is missing, of the wrong type, or not as wide as the model.</exception>
internal sealed class VaeBinding(DataViewSchema input, VaeModel model, VaeColumns columns) : ColumnBinding(
    input, FeatureInput.Find(input, columns, model), OutputSchema.Create(input, model, columns))
{
    private readonly OutputKind[] kinds = [.. columns.Named.Select(named => named.Kind)];

    public VaeModel Model => model;

    /// <summary>What the model's columns can have; null where everything goes.</summary>
    public ValueLimits? Limits { get; } = ValueLimits.Of(model.Columns);

    /// <summary>What the latent column holds.</summary>
    public FeatureKind LatentKind => columns.LatentKind;

    public override int Threads => model.Options.Engine.Threads > 0 ? model.Options.Engine.Threads : Environment.ProcessorCount;

    public override OutputBatch NewBatch(bool[] active, Action? beforeRead = null, ScoringPass? pass = null) => new VaeOutputBatch(this, active, beforeRead, pass);

    /// <summary>Whether a column of this kind is added and asked for.</summary>
    public bool IsActive(OutputKind kind, bool[] active)
    {
        var place = Array.IndexOf(kinds, kind);
        return place >= 0 && active[Input.Count + place];
    }

    /// <summary>What a column that the model adds holds.</summary>
    public OutputKind KindOf(int outputIndex) => kinds[outputIndex - Input.Count];
}
