using Microsoft.ML.OnnxRuntime;
using Vae.Bench.Measuring;
using Vae.Bench.Peers;
using Vae.Bench.Workloads;

namespace Vae.Bench.HandWritten;

/// <summary>Rows to mean codes and back by ONNX Runtime, a batch a call, from the rows where they lie into a buffer that is used again.</summary>
internal static class OnnxRuntimeScoring
{
    /// <summary>Does a scoring job, <see cref="Job.Chunk"/> rows a call.</summary>
    public static WorkerReport Run(Job job)
    {
        var width = job.Net.Width;
        using var options = new SessionOptions { IntraOpNumThreads = job.Threads, InterOpNumThreads = 1 };
        using var session = new InferenceSession(PlainGraph.Of(job.Net), options);
        using var run = new RunOptions();
        var rows = RowFile.Load(job.DataPath).AsMemory();
        var output = new float[job.Chunk * width];
        var clock = new PassClock();
        for (var pass = 0; pass <= job.Repeats; pass++)
        {
            for (var first = 0; first < rows.Length; first += output.Length)
            {
                var here = rows.Slice(first, Math.Min(output.Length, rows.Length - first));
                long[] shape = [here.Length / width, width];
                using var given = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, here, shape);
                using var taken = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, output.AsMemory(0, here.Length), shape);
                session.Run(run, [PlainGraph.Input], [given], [PlainGraph.Output], [taken]);
            }

            clock.Lap();
        }

        return clock.Report(rows.Length / width, output[0]);
    }
}
