using System.Diagnostics;
using Microsoft.ML;
using Vae.Bench.Reporting;
using Vae.Core.Models;

namespace Vae.MLNet.Bench;

/// <summary>Loads, predicts and fits very often, and shows that memory and temporary files do not grow.</summary>
internal static class EndureCommand
{
    public const string Name = "endure";

    private const int Points = 10;
    private const double MostGrowth = 16;

    /// <returns>0 where nothing grew, 1 where something did.</returns>
    public static int Run(int loads, int predictions, int fits)
    {
        // A folder of temporary files of this run's own, so that nobody else's are counted.
        var folder = Directory.CreateTempSubdirectory("vae-endure-");
        Environment.SetEnvironmentVariable("TMPDIR", folder.CreateSubdirectory("temporary").FullName);
        try
        {
            var detector = new Detector(seed: 1);
            var (zip, onnx) = (Path.Combine(folder.FullName, "detector.zip"), Path.Combine(folder.FullName, "detector.onnx"));
            detector.Context.Model.Save(detector.Transformer, detector.View.Schema, zip);
            detector.Transformer.Model.Save(onnx);
            var engine = detector.Context.Model.CreatePredictionEngine<Detector.Input, Detector.Output>(detector.Transformer);
            var output = new Detector.Output();
            var next = 0;
            var table = new MarkdownTable("what", "times", "resident after a tenth, MiB", "at the end, MiB", "managed after a tenth, MiB", "at the end, MiB", "temporary files", "seconds");
            var isFlat = Measure(table, "ml.Vae.Load of a zip, one row scored, disposed", loads, () => Use(detector, new MLContext().Vae.Load(zip)))
                & Measure(table, "ml.Vae.Load of an .onnx, one row scored, disposed", loads, () => Use(detector, new MLContext().Vae.Load(onnx)))
                & Measure(table, "VaeModel.Load of an .onnx, one row scored", loads, () => VaeModel.Load(onnx).Score(detector.Inputs[0].Features, new float[1]))
                & Measure(table, "ml.Model.Load of a zip (ML.NET alone), one row scored, disposed", loads, () => Use(detector, new MLContext().Model.Load(zip, out _)))
                & Measure(table, "prediction of a row by one engine", predictions, () => engine.Predict(detector.Inputs[next++ % detector.Inputs.Length], ref output))
                & Measure(table, "Fit of 2,000 rows, managed engine", fits, () => detector.Fit(seed: next++));
            ResultsFile.Publish("endurance", table.ToString(), write: false);
            return isFlat ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Use(Detector detector, ITransformer loaded)
    {
        using (var engine = detector.Context.Model.CreatePredictionEngine<Detector.Input, Detector.Output>(loaded, new PredictionEngineOptions { OwnsTransformer = false }))
        {
            engine.Predict(detector.Inputs[0]);
        }

        (loaded as IDisposable)?.Dispose();
    }

    private static bool Measure(MarkdownTable table, string what, int times, Action action)
    {
        var watch = Stopwatch.StartNew();
        var points = new List<(double Resident, double Managed, int Files)>();
        for (var i = 0; i < times; i++)
        {
            action();
            if ((i + 1) % Math.Max(1, times / Points) == 0)
            {
                points.Add(Now());
            }
        }

        var (first, last) = (points[0], points[^1]);
        table.Add(what, $"{times:N0}", $"{first.Resident:F1}", $"{last.Resident:F1}", $"{first.Managed:F1}", $"{last.Managed:F1}", $"{first.Files} to {last.Files}", $"{watch.Elapsed.TotalSeconds:F1}");
        Console.WriteLine($"{what}: {string.Join(", ", points.Select(point => $"{point.Resident:F0}"))} MiB, {last.Files} temporary files");
        return last.Resident - first.Resident <= MostGrowth && last.Files <= first.Files;
    }

    private static (double Resident, double Managed, int Files) Now()
    {
        for (var i = 0; i < 2; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        using var process = Process.GetCurrentProcess();
        return (process.WorkingSet64 / 1048576.0, GC.GetTotalMemory(forceFullCollection: false) / 1048576.0, Directory.GetFiles(Path.GetTempPath(), "*", SearchOption.AllDirectories).Length);
    }
}
