using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core;
using Vae.Core.Models;
using Vae.MLNet.Columns;

namespace Vae.MLNet.Cursors;

/// <summary>What a variational autoencoder makes of a few rows.</summary>
internal sealed class VaeOutputBatch : OutputBatch
{
    private readonly VaeBinding binding;
    private readonly VaeModel model;
    private readonly ScoringPass? pass;
    private readonly bool hasLatent;
    private readonly bool hasReconstruction;
    private readonly bool hasScores;
    private readonly bool hasProbabilities;
    private readonly bool hasContributions;
    private readonly bool hasImputed;
    private readonly int latentWidth;
    private readonly int contributionWidth;
    private readonly float threshold;
    private float[] latent = [];
    private float[] reconstruction = [];
    private float[] scores = [];
    private float[] probabilities = [];
    private float[] contributions = [];
    private float[] imputed = [];

    /// <param name="binding">The model and its columns.</param>
    /// <param name="active">One flag an output column: whether it will be read.</param>
    /// <param name="beforeRead">Run before each read.</param>
    /// <param name="pass">Told of the rows; null where nobody asks.</param>
    public VaeOutputBatch(VaeBinding binding, bool[] active, Action? beforeRead, ScoringPass? pass)
        : base(binding.Model.InputDimension, !binding.Model.Origin.IsEmpty, binding.Limits, beforeRead)
    {
        this.binding = binding;
        model = binding.Model;
        this.pass = pass;
        threshold = model.Threshold;
        hasLatent = binding.IsActive(OutputKind.Latent, active);
        hasReconstruction = binding.IsActive(OutputKind.Reconstruction, active);
        hasScores = binding.IsActive(OutputKind.Score, active) || binding.IsActive(OutputKind.PredictedLabel, active);
        hasProbabilities = binding.IsActive(OutputKind.Probability, active);
        hasContributions = binding.IsActive(OutputKind.FeatureContributions, active);
        hasImputed = binding.IsActive(OutputKind.Imputed, active);
        contributionWidth = model.Columns?.Columns.Length ?? model.InputDimension;
        latentWidth = hasLatent ? model.FeatureDimension(binding.LatentKind) : 0;
    }

    public override void Reserve(int rows)
    {
        base.Reserve(rows);
        Reserve(ref latent, hasLatent ? rows : 0, latentWidth);
        Reserve(ref reconstruction, hasReconstruction ? rows : 0, model.InputDimension);
        Reserve(ref scores, hasScores ? rows : 0, 1);
        Reserve(ref probabilities, hasProbabilities ? rows : 0, 1);
        Reserve(ref contributions, hasContributions ? rows : 0, contributionWidth);
        Reserve(ref imputed, hasImputed ? rows : 0, model.InputDimension);
    }

    public override void Compute(int first, int rows)
    {
        var outputs = new VaeOutputs
        {
            Features = hasLatent ? Part(latent, first, rows, latentWidth) : default,
            FeatureKind = binding.LatentKind,
            Reconstruction = hasReconstruction ? Part(reconstruction, first, rows, model.InputDimension) : default,
            Imputed = hasImputed ? Part(imputed, first, rows, model.InputDimension) : default,
            Scores = hasScores ? Part(scores, first, rows, 1) : default,
            Probabilities = hasProbabilities ? Part(probabilities, first, rows, 1) : default,
            Contributions = hasContributions && model.Columns is null ? Part(contributions, first, rows, contributionWidth) : default,
            ColumnContributions = hasContributions && model.Columns is not null ? Part(contributions, first, rows, contributionWidth) : default,
        };
        if (HasDoubles)
        {
            model.Transform(Doubles(first, rows), outputs);
        }
        else
        {
            model.Transform(Rows(first, rows), outputs);
        }
    }

    public override void Tell(int first, int rows) => pass?.Add(
        HasDoubles ? default : Rows(first, rows), HasDoubles ? Doubles(first, rows) : default, rows, hasScores ? Part(scores, first, rows, 1) : default);

    public override Delegate Getter(int outputIndex) => binding.KindOf(outputIndex) switch
    {
        OutputKind.Latent => (ValueGetter<VBuffer<float>>)ReadLatent,
        OutputKind.Reconstruction => (ValueGetter<VBuffer<float>>)ReadReconstruction,
        OutputKind.Score => (ValueGetter<float>)ReadScore,
        OutputKind.Probability => (ValueGetter<float>)ReadProbability,
        OutputKind.FeatureContributions => (ValueGetter<VBuffer<float>>)ReadContributions,
        OutputKind.Imputed => (ValueGetter<VBuffer<float>>)ReadImputed,
        _ => (ValueGetter<bool>)ReadPredictedLabel,
    };

    private void ReadLatent(ref VBuffer<float> value)
    {
        BeforeRead();
        Copy(latent, latentWidth, ref value);
    }

    private void ReadReconstruction(ref VBuffer<float> value)
    {
        BeforeRead();
        Copy(reconstruction, model.InputDimension, ref value);
    }

    private void ReadScore(ref float value)
    {
        BeforeRead();
        value = scores[Current];
    }

    private void ReadProbability(ref float value)
    {
        BeforeRead();
        value = probabilities[Current];
    }

    private void ReadContributions(ref VBuffer<float> value)
    {
        BeforeRead();
        Copy(contributions, contributionWidth, ref value);
    }

    private void ReadImputed(ref VBuffer<float> value)
    {
        BeforeRead();
        Copy(imputed, model.InputDimension, ref value);
    }

    private void ReadPredictedLabel(ref bool value)
    {
        BeforeRead();

        // NaN, the score of a row that cannot be scored, is above nothing.
        value = scores[Current] > threshold;
    }
}
