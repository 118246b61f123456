using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core;
using Vae.Core.Models;
using Vae.MLNet.Columns;

namespace Vae.MLNet.Cursors;

/// <summary>What a variational autoencoder makes of a few rows.</summary>
internal sealed class VaeOutputBatch : OutputBatch
{
    private readonly VaeBinding _binding;
    private readonly VaeModel _model;
    private readonly ScoringPass? _pass;
    private readonly bool _hasLatent;
    private readonly bool _hasReconstruction;
    private readonly bool _hasScores;
    private readonly bool _hasProbabilities;
    private readonly bool _hasContributions;
    private readonly bool _hasImputed;
    private readonly int _latentWidth;
    private readonly int _contributionWidth;
    private readonly float _threshold;
    private float[] _latent = [];
    private float[] _reconstruction = [];
    private float[] _scores = [];
    private float[] _probabilities = [];
    private float[] _contributions = [];
    private float[] _imputed = [];

    /// <param name="binding">The model and its columns.</param>
    /// <param name="active">One flag an output column: whether it will be read.</param>
    /// <param name="beforeRead">Run before each read.</param>
    /// <param name="pass">Told of the rows; null where nobody asks.</param>
    public VaeOutputBatch(VaeBinding binding, bool[] active, Action? beforeRead, ScoringPass? pass)
        : base(binding.Model.InputDimension, !binding.Model.Origin.IsEmpty, binding.Limits, beforeRead)
    {
        _binding = binding;
        _model = binding.Model;
        _pass = pass;
        _threshold = _model.Threshold;
        _hasLatent = binding.IsActive(OutputKind.Latent, active);
        _hasReconstruction = binding.IsActive(OutputKind.Reconstruction, active);
        _hasScores = binding.IsActive(OutputKind.Score, active) || binding.IsActive(OutputKind.PredictedLabel, active);
        _hasProbabilities = binding.IsActive(OutputKind.Probability, active);
        _hasContributions = binding.IsActive(OutputKind.FeatureContributions, active);
        _hasImputed = binding.IsActive(OutputKind.Imputed, active);
        _contributionWidth = _model.Columns?.Columns.Length ?? _model.InputDimension;
        _latentWidth = _hasLatent ? _model.FeatureDimension(binding.LatentKind) : 0;
    }

    public override void Reserve(int rows)
    {
        base.Reserve(rows);
        Reserve(ref _latent, _hasLatent ? rows : 0, _latentWidth);
        Reserve(ref _reconstruction, _hasReconstruction ? rows : 0, _model.InputDimension);
        Reserve(ref _scores, _hasScores ? rows : 0, 1);
        Reserve(ref _probabilities, _hasProbabilities ? rows : 0, 1);
        Reserve(ref _contributions, _hasContributions ? rows : 0, _contributionWidth);
        Reserve(ref _imputed, _hasImputed ? rows : 0, _model.InputDimension);
    }

    public override void Compute(int rows)
    {
        var outputs = new VaeOutputs
        {
            Features = _hasLatent ? _latent.AsSpan(0, rows * _latentWidth) : default,
            FeatureKind = _binding.LatentKind,
            Reconstruction = _hasReconstruction ? _reconstruction.AsSpan(0, rows * _model.InputDimension) : default,
            Imputed = _hasImputed ? _imputed.AsSpan(0, rows * _model.InputDimension) : default,
            Scores = _hasScores ? _scores.AsSpan(0, rows) : default,
            Probabilities = _hasProbabilities ? _probabilities.AsSpan(0, rows) : default,
            Contributions = _hasContributions && _model.Columns is null ? _contributions.AsSpan(0, rows * _contributionWidth) : default,
            ColumnContributions = _hasContributions && _model.Columns is not null ? _contributions.AsSpan(0, rows * _contributionWidth) : default,
        };
        if (HasDoubles)
        {
            _model.Transform(Doubles(rows), outputs);
        }
        else
        {
            _model.Transform(Rows(rows), outputs);
        }

        _pass?.Add(HasDoubles ? default : Rows(rows), HasDoubles ? Doubles(rows) : default, rows, outputs.Scores);
    }

    public override Delegate Getter(int outputIndex) => _binding.KindOf(outputIndex) switch
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
        Copy(_latent, _latentWidth, ref value);
    }

    private void ReadReconstruction(ref VBuffer<float> value)
    {
        BeforeRead();
        Copy(_reconstruction, _model.InputDimension, ref value);
    }

    private void ReadScore(ref float value)
    {
        BeforeRead();
        value = _scores[Current];
    }

    private void ReadProbability(ref float value)
    {
        BeforeRead();
        value = _probabilities[Current];
    }

    private void ReadContributions(ref VBuffer<float> value)
    {
        BeforeRead();
        Copy(_contributions, _contributionWidth, ref value);
    }

    private void ReadImputed(ref VBuffer<float> value)
    {
        BeforeRead();
        Copy(_imputed, _model.InputDimension, ref value);
    }

    private void ReadPredictedLabel(ref bool value)
    {
        BeforeRead();

        // NaN, the score of a row that cannot be scored, is above nothing.
        value = _scores[Current] > _threshold;
    }
}
