using TorchSharp;
using Vae.Bench.Measuring;
using Vae.Bench.Peers;
using Vae.Bench.Workloads;
using static TorchSharp.torch;

namespace Vae.Bench.HandWritten;

/// <summary>Trains and scores the benchmark nets with TorchSharp alone, in the loops that its examples teach: Adam, a scope of tensors a step.</summary>
internal static class TorchSharpLoop
{
    /// <summary>Does a job.</summary>
    public static WorkerReport Run(Job job)
    {
        // The first call into TorchSharp: its loader, which looks for libtorch, hangs on this one and not on the next.
        manual_seed(0);
        set_num_threads(job.Threads);
        using var rows = Load(job.DataPath, job.Net.Width).to(job.Device);
        using var model = new TorchSharpVae(job.Net);
        model.to(job.Device);
        return job.Task == Job.Train ? Train(job, model, rows) : Score(job, model, rows);
    }

    private static WorkerReport Train(Job job, TorchSharpVae model, Tensor rows)
    {
        using var optimizer = optim.Adam(model.parameters(), lr: 1e-3);
        using var total = zeros([], device: rows.device);
        var count = rows.shape[0];
        var mean = 0.0;
        model.train();
        var clock = new PassClock();
        for (var epoch = 0; epoch <= job.Repeats; epoch++)
        {
            using var order = randperm(count, device: rows.device);
            total.zero_();
            for (var first = 0L; first < count; first += job.Net.BatchSize)
            {
                using var step = NewDisposeScope();
                var batch = rows[order.narrow(0, first, Math.Min(job.Net.BatchSize, count - first))];
                var loss = Loss(job.Net, model.call(batch), batch);
                optimizer.zero_grad();
                (loss / batch.shape[0]).backward();
                optimizer.step();
                total.add_(loss.detach());
            }

            mean = total.item<float>() / count;
            clock.Lap();
        }

        return clock.Report(count, mean);
    }

    /// <summary>Sum over the batch of reconstruction loss and KL, without the constants that depend on no parameter.</summary>
    private static Tensor Loss(Net net, (Tensor Output, Tensor Mean, Tensor LogVariance) result, Tensor rows)
    {
        var (output, mean, logVariance) = result;
        var reconstruction = net == Net.Img
            ? nn.functional.binary_cross_entropy_with_logits(output, rows, reduction: nn.Reduction.Sum)
            : nn.functional.mse_loss(output, rows, reduction: nn.Reduction.Sum);
        return reconstruction - (0.5 * (1 + logVariance - mean.pow(2) - logVariance.exp()).sum());
    }

    private static WorkerReport Score(Job job, TorchSharpVae model, Tensor rows)
    {
        using var inference = inference_mode();
        var count = rows.shape[0];
        var corner = 0f;
        model.eval();
        var clock = new PassClock();
        for (var pass = 0; pass <= job.Repeats; pass++)
        {
            for (var first = 0L; first < count; first += job.Chunk)
            {
                using var chunk = NewDisposeScope();
                var output = model.Decode(model.Encode(rows.narrow(0, first, Math.Min(job.Chunk, count - first))));
                if (job.Net == Net.Img)
                {
                    output.sigmoid_();
                }

                corner = output[0, 0].item<float>();
            }

            clock.Lap();
        }

        return clock.Report(count, corner);
    }

    /// <summary>Reads a file of rows straight into a tensor's memory: it is there once.</summary>
    public static Tensor Load(string path, int width)
    {
        using var file = File.OpenRead(path);
        var rows = empty(file.Length / sizeof(float) / width, width, ScalarType.Float32, CPU);
        file.ReadExactly(rows.bytes);
        return rows;
    }
}
