using Vae.Core.Data;
using Vae.Core.Engines;
using Vae.Core.Networks;
using Vae.Core.Options;
using Vae.Core.Reports;
using Vae.Core.Scaling;
using Vae.Core.Training;

namespace Vae.Core.Tests.Training;

/// <summary>A training run over a <see cref="FakeSession"/> and resident rows of one column.</summary>
internal sealed class FakeRun(VaeOptions options, int rows, int validationRows = 0)
{
    public FakeSession Session { get; } = new(1, 1);

    public List<TrainingProgress> Progress { get; } = [];

    public (float[] Parameters, TrainingReport Report) Train(ICheckpoint? checkpoint = null, CancellationToken cancellation = default)
    {
        var all = options with { Network = new NetworkOptions { HiddenLayers = [], LatentDimension = 1 } };
        var layout = new ParameterLayout(VaePlan.Create(all, 1));
        var loaded = new TrainingRows
        {
            Scaler = FeatureScaler.Fit(ScalingKind.None, new float[rows], 1),
            Width = 1,
            TrainingRowCount = rows,
            ValidationRowCount = validationRows,
            SkippedRowCount = 0,
            Sample = new float[rows],
            Validation = new float[validationRows],
        };
        using var batches = new ResidentBatches(rows, options.Training.BatchSize, options.Seed);
        var run = new TrainingRun(all, loaded, Session, batches, () => new SessionState(layout.Count), new Recorder(Progress), cancellation, checkpoint);
        return run.Train(new SessionState(layout.Count));
    }

    private sealed class Recorder(List<TrainingProgress> events) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => events.Add(value);
    }
}
