using Microsoft.ML;
using Vae.Core.Models;
using Vae.MLNet.Tests.ModelFiles;
using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests;

/// <summary>A service's life in small: many threads, a model file that is replaced under them, many loads. <c>bench/Vae.MLNet.Bench</c> has it at length (<c>serve</c>, <c>endure</c>).</summary>
public sealed class ServingTests : IDisposable
{
    private readonly MLContext ml = new(seed: 1);
    private readonly string folder = Directory.CreateTempSubdirectory("vae-serving-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Load_FileReplacedMeanwhile_IsTheOldModelOrTheNewOne()
    {
        var view = TestData.View(ml, 100);
        var (first, second) = (TestData.Fit(ml), TestData.Fit(ml).WithThreshold(12345));
        var (zip, onnx) = (Path.Combine(folder, "detector.zip"), Path.Combine(folder, "detector.onnx"));
        byte[][] archives = [PipelineFile.Save(ml, first, view.Schema), PipelineFile.Save(ml, second, view.Schema)];
        var replaced = 0;
        Replace();
        var loads = new int[3];
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, loads.Length).Select(reader => Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                var model = reader == 0 ? Model(zip) : VaeModel.Load(onnx);
                Assert.Contains(model.Threshold, new[] { first.Model.Threshold, 12345 });
                Interlocked.Increment(ref loads[reader]);
            }
        })).ToArray();

        while (loads.Min() < 4 && readers.All(reader => !reader.IsFaulted))
        {
            Replace();
        }

        done.Cancel();
        Assert.Null(Record.Exception(() => Task.WaitAll(readers)));

        void Replace()
        {
            // As docs/mlnet.md says: beside it, and renamed; the model's own file does so by itself.
            var turn = replaced++ % 2;
            File.WriteAllBytes(zip + ".new", archives[turn]);
            File.Move(zip + ".new", zip, overwrite: true);
            (turn == 0 ? first : second).Model.Save(onnx);
        }
    }

    private static VaeModel Model(string zip)
    {
        using var loaded = new MLContext(seed: 1).Vae.Load(zip);
        return loaded.OfType<VaeTransformer>().Single().Model;
    }
}
