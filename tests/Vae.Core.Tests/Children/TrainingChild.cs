using System.Diagnostics;
using Vae.Core.Data;
using Vae.Core.Engines;
using Vae.Core.Engines.Managed;
using Vae.Core.Models;
using Vae.Core.Networks;
using Vae.Core.Options;

namespace Vae.Core.Tests.Children;

/// <summary>Training runs whose width, memory or allocations a test looks at.</summary>
internal static class TrainingChild
{
    /// <summary>Trains a small model and tells its losses, its mean score and the norm of its parameters.</summary>
    public static int Train()
    {
        var source = new GeneratedRows(300, 11);
        var rows = new float[300 * 11];
        source.OpenReader().Read(rows);
        var options = new VaeOptions
        {
            Network = new NetworkOptions { HiddenLayers = [21, 13], LatentDimension = 5 },
            Training = new TrainingOptions { Steps = 60, BatchSize = 50, Schedule = new LearningRateSchedule { WarmupSteps = 5 } },
            Engine = new EngineOptions { Threads = 2 },
            Seed = 3,
        };
        var model = new VaeTrainer(options).Fit(new MemoryRowSource(rows, 11));
        var scores = new float[300];
        model.Score(rows, scores);
        ChildProgram.Tell("loss", model.Report.TrainingLoss);
        ChildProgram.Tell("elbo", model.NegativeElbo(new MemoryRowSource(rows, 11)));
        ChildProgram.Tell("score", scores.Average(score => (double)score));
        ChildProgram.Tell("norm", Math.Sqrt(model.Parts.Parameters.Sum(value => (double)value * value)));
        return 0;
    }

    /// <summary>Trains on rows beyond a budget of 1 MiB and tells the peak of memory.</summary>
    public static int Stream(int rows)
    {
        const int Columns = 50;
        var options = new VaeOptions
        {
            Network = new NetworkOptions { HiddenLayers = [16], LatentDimension = 4 },
            Training = new TrainingOptions { Epochs = 2, BatchSize = 256, MemoryBudgetBytes = 1 << 20, ValidationFraction = 0.1f },
            Engine = new EngineOptions { Threads = 2 },
        };
        var model = new VaeTrainer(options).Fit(new GeneratedRows(rows, Columns));
        ChildProgram.Tell("rows", model.Report.TrainingRows + model.Report.ValidationRows);
        ChildProgram.Tell("steps", model.Report.Steps);
        ChildProgram.Tell("loss", model.Report.TrainingLoss);
        using var process = Process.GetCurrentProcess();
        ChildProgram.Tell("peak", process.PeakWorkingSet64);
        return 0;
    }

    /// <summary>Takes many steps on given threads and tells what was allocated and how memory stood before and after.</summary>
    public static int Steps(int threads)
    {
        const int Rows = 512, Columns = 20, Batch = 64;
        var values = new float[Rows * Columns];
        new GeneratedRows(Rows, Columns).OpenReader().Read(values);
        var options = new VaeOptions
        {
            Network = new NetworkOptions { HiddenLayers = [24, 16], LatentDimension = 6, Dropout = 0.1f },
            Objective = new Core.Options.ObjectiveOptions { FreeBits = 0.05f, Samples = 2 },
        };
        var plan = VaePlan.Create(options, Columns);
        var layout = new ParameterLayout(plan);
        var state = new SessionState(layout.Count);
        ParameterInitializer.Fill(plan, layout, options.Network, 0, state.Parameters);
        using var session = new ManagedEngine().Open(
            new TrainingSetup(plan, layout, options.Objective, options.Training.Optimizer, 1f, Batch, threads, 0));
        session.WriteState(state);
        session.UseRows(values);
        var order = Enumerable.Range(0, Rows).ToArray();
        Take(0, 800);
        var before = WorkingSet();
        var (allocated, onThisThread) = (GC.GetTotalAllocatedBytes(true), GC.GetAllocatedBytesForCurrentThread());
        Take(800, 2000);
        var (allocatedAfter, onThisThreadAfter) = (GC.GetTotalAllocatedBytes(true), GC.GetAllocatedBytesForCurrentThread());
        ChildProgram.Tell("thread", onThisThreadAfter - onThisThread);
        ChildProgram.Tell("all", allocatedAfter - allocated);
        ChildProgram.Tell("growth", WorkingSet() - before);
        ChildProgram.Tell("loss", session.TakeLosses().Objective);
        return 0;

        void Take(int from, int to)
        {
            for (var step = from; step < to; step++)
            {
                session.Step(order.AsSpan(step * Batch % Rows, Batch), new StepSettings(step, 1e-3f, 1));
            }
        }
    }

    private static long WorkingSet()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
