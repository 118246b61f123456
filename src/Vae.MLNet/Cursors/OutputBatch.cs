using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core;
using Vae.MLNet.Columns;

namespace Vae.MLNet.Cursors;

/// <summary>Features of a few rows and what the model makes of them, computed in one pass and read row by row. Only the active outputs
/// are computed.</summary>
internal sealed class OutputBatch
{
    private readonly VaeModel _model;
    private readonly Action? _beforeRead;
    private readonly bool _hasLatent;
    private readonly bool _hasReconstruction;
    private readonly bool _hasScores;
    private readonly bool _hasProbabilities;
    private readonly bool _hasContributions;
    private readonly float _threshold;
    private float[] _features = [];
    private float[] _latent = [];
    private float[] _reconstruction = [];
    private float[] _scores = [];
    private float[] _probabilities = [];
    private float[] _contributions = [];

    /// <param name="binding">The model and its columns.</param>
    /// <param name="active">One flag an output column: whether it will be read.</param>
    /// <param name="beforeRead">Run before each read, for rows that are computed only when somebody looks.</param>
    public OutputBatch(ColumnBinding binding, bool[] active, Action? beforeRead = null)
    {
        _model = binding.Model;
        _threshold = _model.Threshold;
        _hasLatent = binding.IsActive(OutputKind.Latent, active);
        _hasReconstruction = binding.IsActive(OutputKind.Reconstruction, active);
        _hasScores = binding.IsActive(OutputKind.Score, active) || binding.IsActive(OutputKind.PredictedLabel, active);
        _hasProbabilities = binding.IsActive(OutputKind.Probability, active);
        _hasContributions = binding.IsActive(OutputKind.FeatureContributions, active);
        _beforeRead = beforeRead;
    }

    /// <summary>The row that getters read, from 0.</summary>
    public int Current { get; set; }

    /// <summary>Makes room for at least this many rows; what was held is lost.</summary>
    public void Reserve(int rows)
    {
        Reserve(ref _features, rows, _model.InputDimension);
        Reserve(ref _latent, _hasLatent ? rows : 0, _model.LatentDimension);
        Reserve(ref _reconstruction, _hasReconstruction ? rows : 0, _model.InputDimension);
        Reserve(ref _scores, _hasScores ? rows : 0, 1);
        Reserve(ref _probabilities, _hasProbabilities ? rows : 0, 1);
        Reserve(ref _contributions, _hasContributions ? rows : 0, _model.InputDimension);
    }

    /// <summary>Where the features of a row go.</summary>
    public Span<float> Features(int row) => _features.AsSpan(row * _model.InputDimension, _model.InputDimension);

    /// <summary>Runs the model over the first rows.</summary>
    public void Compute(int rows) =>
        _model.Transform(
            _features.AsSpan(0, rows * _model.InputDimension),
            new VaeOutputs
            {
                Latent = _hasLatent ? _latent.AsSpan(0, rows * _model.LatentDimension) : default,
                Reconstruction = _hasReconstruction ? _reconstruction.AsSpan(0, rows * _model.InputDimension) : default,
                Scores = _hasScores ? _scores.AsSpan(0, rows) : default,
                Probabilities = _hasProbabilities ? _probabilities.AsSpan(0, rows) : default,
                Contributions = _hasContributions ? _contributions.AsSpan(0, rows * _model.InputDimension) : default,
            });

    /// <summary>A getter of the current row's value.</summary>
    public Delegate Getter(OutputKind kind) => kind switch
    {
        OutputKind.Latent => (ValueGetter<VBuffer<float>>)ReadLatent,
        OutputKind.Reconstruction => (ValueGetter<VBuffer<float>>)ReadReconstruction,
        OutputKind.Score => (ValueGetter<float>)ReadScore,
        OutputKind.Probability => (ValueGetter<float>)ReadProbability,
        OutputKind.FeatureContributions => (ValueGetter<VBuffer<float>>)ReadContributions,
        _ => (ValueGetter<bool>)ReadPredictedLabel,
    };

    private void ReadLatent(ref VBuffer<float> value)
    {
        _beforeRead?.Invoke();
        Copy(_latent, _model.LatentDimension, ref value);
    }

    private void ReadReconstruction(ref VBuffer<float> value)
    {
        _beforeRead?.Invoke();
        Copy(_reconstruction, _model.InputDimension, ref value);
    }

    private void ReadScore(ref float value)
    {
        _beforeRead?.Invoke();
        value = _scores[Current];
    }

    private void ReadProbability(ref float value)
    {
        _beforeRead?.Invoke();
        value = _probabilities[Current];
    }

    private void ReadContributions(ref VBuffer<float> value)
    {
        _beforeRead?.Invoke();
        Copy(_contributions, _model.InputDimension, ref value);
    }

    private void ReadPredictedLabel(ref bool value)
    {
        _beforeRead?.Invoke();

        // NaN, the score of a row that cannot be scored, is above nothing.
        value = _scores[Current] > _threshold;
    }

    private void Copy(float[] source, int width, ref VBuffer<float> value)
    {
        var editor = VBufferEditor.Create(ref value, width);
        source.AsSpan(Current * width, width).CopyTo(editor.Values);
        value = editor.Commit();
    }

    private static void Reserve(ref float[] values, int rows, int width)
    {
        if (values.Length < rows * width)
        {
            values = new float[rows * width];
        }
    }
}
