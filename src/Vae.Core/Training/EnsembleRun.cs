using Vae.Core.Options;
using Vae.Core.Randomness;
using Vae.Core.Reports;

namespace Vae.Core.Training;

/// <summary>Trains the networks of an ensemble one after the other, and tells of them as of one run.</summary>
internal sealed class EnsembleRun(VaeOptions options, IProgress<TrainingProgress>? progress, CancellationToken cancellation, ICheckpoint? checkpoint = null)
{
    /// <summary>Trains one network.</summary>
    /// <param name="network">Its number, from 0.</param>
    /// <param name="options">The options with the network's seed.</param>
    /// <param name="progress">Told where this network stands.</param>
    public delegate (float[] Parameters, TrainingReport Report) TrainNetwork(int network, VaeOptions options, IProgress<TrainingProgress>? progress);

    /// <summary>The seed of a network: the first has that of the options, so that an ensemble of one is what it always was.</summary>
    public static int SeedOf(int seed, int network) =>
        network == 0 ? seed : new Philox(seed, RandomPurpose.Ensemble).IntegerAt((ulong)network, int.MaxValue);

    /// <summary>
    /// Trains them. The report is the first network's, but for the seconds, rollbacks and warnings, which are all networks'. Cancelled in the middle of a later network, the ensemble
    /// consists of those that were finished.
    /// </summary>
    public (IReadOnlyList<float[]> Networks, TrainingReport Report) Train(TrainNetwork train)
    {
        var size = options.Training.EnsembleSize;
        var networks = new List<float[]>(size);
        var reports = new List<TrainingReport>(size);
        foreach (var done in checkpoint?.Networks ?? [])
        {
            networks.Add(done.Parameters);
            reports.Add(done.Report);
        }

        var cancelled = false;
        while (networks.Count < size && !cancelled)
        {
            var network = networks.Count;
            var told = progress is null || size == 1 ? progress : new NetworkProgress(progress, network, size, reports.Sum(report => report.Seconds));
            var seeded = network == 0 ? options : options with { Seed = SeedOf(options.Seed, network) };
            try
            {
                var (parameters, report) = train(network, seeded, told);
                cancelled = report.StopReason == StopReason.Cancelled;
                if (network == 0 || !cancelled)
                {
                    networks.Add(parameters);
                    reports.Add(report);
                }

                if (!cancelled)
                {
                    checkpoint?.Write(new TrainedNetwork(parameters, report));
                }
            }
            catch (OperationCanceledException) when (network > 0 && cancellation.IsCancellationRequested)
            {
                cancelled = true;
            }
        }

        return (networks, size == 1 ? reports[0] : Together(reports, cancelled));
    }

    private TrainingReport Together(List<TrainingReport> reports, bool cancelled)
    {
        var warnings = reports[0].Warnings.ToBuilder();
        for (var network = 1; network < reports.Count; network++)
        {
            warnings.AddRange(reports[network].Warnings.Except(reports[0].Warnings).Select(warning => Invariant($"Network {network + 1} of {options.Training.EnsembleSize}: {warning}")));
        }

        if (cancelled)
        {
            warnings.Add(Invariant($"Training was cancelled: {reports.Count} of the ensemble's {options.Training.EnsembleSize} networks are in the model."));
        }

        return reports[0] with
        {
            StopReason = cancelled ? StopReason.Cancelled : reports[0].StopReason,
            Seconds = reports.Sum(report => report.Seconds),
            Rollbacks = reports.Sum(report => report.Rollbacks),
            Warnings = warnings.ToImmutable(),
        };
    }

    /// <summary>Counts the epochs, steps and seconds of earlier networks to those of the one that trains.</summary>
    private sealed class NetworkProgress(IProgress<TrainingProgress> progress, int network, int size, double secondsBefore) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            var rest = value.TotalSteps * (size - network - 1.0) / Math.Max(1, value.Step);
            progress.Report(value with
            {
                Network = network + 1,
                Networks = size,
                Epoch = (value.TotalEpochs * network) + value.Epoch,
                TotalEpochs = value.TotalEpochs * size,
                Step = (value.TotalSteps * network) + value.Step,
                TotalSteps = value.TotalSteps * size,
                Remaining = value.Remaining + (value.Elapsed * rest),
                Elapsed = value.Elapsed + TimeSpan.FromSeconds(secondsBefore),
            });
        }
    }
}
