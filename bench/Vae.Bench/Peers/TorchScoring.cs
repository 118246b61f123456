using Vae.Bench.HandWritten;
using Vae.Bench.Measuring;
using Vae.Core.Networks;
using Vae.Core.Options;
using Vae.Torch.Devices;
using Vae.Torch.Networks;
using Vae.Torch.Tensors;

namespace Vae.Bench.Peers;

/// <summary>Rows to mean codes and back by the forward passes of the engine torch, rows resident on its device as the peer's are.</summary>
internal static class TorchScoring
{
    /// <summary>Does a scoring job.</summary>
    public static WorkerReport Run(Job job)
    {
        var (width, chunk) = (job.Net.Width, job.Chunk);
        var options = job.Net.Options(job.Threads, new TrainingOptions { Steps = 1 }, Initialization.PyTorch);
        var plan = VaePlan.Create(options, width);
        var layout = new ParameterLayout(plan);
        var parameters = new float[layout.Count];
        ParameterInitializer.Fill(plan, layout, options.Network, options.Seed, parameters);
        var choice = DeviceResolver.Resolve(new EngineOptions { Name = EngineOptions.TorchName, Device = job.Device }, new NativeDeviceProbe());
        var context = new ComputeContext(choice, EnginePrecision.Float32, job.Threads, multiplications: 0);
        using var model = new TorchModel(plan, layout, context);
        model.Parameters.Flat.Load(parameters);
        using var scope = context.EnterInference();
        using var rows = TorchSharpLoop.Load(job.DataPath, width).to(context.Device);
        var clock = new PassClock();
        var check = 0f;
        for (var pass = 0; pass <= job.Repeats; pass++)
        {
            for (var first = 0L; first < rows.shape[0]; first += chunk)
            {
                using var here = rows.narrow(0, first, Math.Min(chunk, rows.shape[0] - first));
                using var output = model.Reconstruct(here);
                using var corner = output[0, 0];
                check = corner.item<float>();
            }

            clock.Lap();
        }

        return clock.Report(rows.shape[0], check);
    }
}
