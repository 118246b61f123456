using System.Diagnostics;
using Microsoft.ML;
using Vae.Bench.Measuring;
using Vae.Bench.Reporting;
using Vae.Core.Models;

namespace Vae.MLNet.Bench;

/// <summary>Size and load time of the two kinds of file.</summary>
internal static class FileMeasurements
{
    public static MarkdownTable Table(Pipelines pipelines, int rounds)
    {
        using var onnx = new MemoryStream();
        pipelines.Ours.Model.Save(onnx);
        var model = onnx.ToArray();
        var size = $"{pipelines.File.Length:N0}";
        return new MarkdownTable("file", "bytes", "loaded by", "ms")
            .Add("model.onnx", $"{model.Length:N0}", "VaeModel.Load", Milliseconds(rounds, () => VaeModel.Load(new MemoryStream(model))))
            .Add("pipeline.zip", size, "mlContext.Vae.Load", Milliseconds(rounds, () => LoadByUs(pipelines.File)))
            .Add("pipeline.zip", size, "mlContext.Model.Load", Milliseconds(rounds, () => LoadByLibrary(pipelines.File)))
            .Add("(its weights alone)", $"{WeightBytes():N0}", "-", "-");
    }

    /// <summary>Bytes of the layers' parameters: products and biases of 30-64-32-(8,8)-32-64-30.</summary>
    private static int WeightBytes()
    {
        var encoder = Layer(Pipelines.Features, 64) + Layer(64, 32) + (2 * Layer(32, 8));
        var decoder = Layer(8, 32) + Layer(32, 64) + Layer(64, Pipelines.Features);
        return sizeof(float) * (encoder + decoder);

        static int Layer(int inputs, int outputs) => (inputs * outputs) + outputs;
    }

    private static void LoadByUs(byte[] file) => new MLContext().Vae.Load(new MemoryStream(file));

    private static void LoadByLibrary(byte[] file) => ((IDisposable)new MLContext().Model.Load(new MemoryStream(file), out _)).Dispose();

    private static string Milliseconds(int rounds, Action load)
    {
        load();
        return Spread.Of(Enumerable.Range(0, rounds).Select(_ =>
        {
            var watch = Stopwatch.StartNew();
            load();
            return watch.Elapsed.TotalMilliseconds;
        })).ToString("F1");
    }
}
