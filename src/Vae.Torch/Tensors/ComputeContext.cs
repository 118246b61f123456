using Vae.Core.Options;
using Vae.Torch.Devices;

namespace Vae.Torch.Tensors;

/// <summary>Where and how a session computes; the process is left as it was found after every call.</summary>
internal sealed class ComputeContext
{
    // Up to so many multiplications a step a second thread costs more in waiting than it gains.
    private const long OneThreadWork = 8_000_000;

    private readonly int threads;

    /// <param name="choice">The device.</param>
    /// <param name="precision">Arithmetic of products.</param>
    /// <param name="threads">Threads on the processor; 0 to choose by the work.</param>
    /// <param name="multiplications">Multiplications of a step, forward.</param>
    public ComputeContext(DeviceChoice choice, EnginePrecision precision, int threads, long multiplications)
    {
        Choice = choice;
        Device = choice.Device;
        Precision = precision;
        var found = torch.get_num_threads();
        this.threads = threads > 0 ? threads : !choice.IsCuda && multiplications < OneThreadWork ? 1 : found;
    }

    public DeviceChoice Choice { get; }

    public torch.Device Device { get; }

    public EnginePrecision Precision { get; }

    public bool IsCuda => Choice.IsCuda;

    /// <summary>Threads that sums on the processor are spread over.</summary>
    public int Threads => threads;

    /// <summary>Type of weights and activations inside the networks.</summary>
    public torch.ScalarType NetworkType => Precision == EnginePrecision.BFloat16 ? torch.ScalarType.BFloat16 : torch.ScalarType.Float32;

    /// <summary>What is done otherwise than libtorch would do it, and why, for people; null where nothing is.</summary>
    public string? Remark { get; set; }

    /// <summary>What took part, for people.</summary>
    public string Description
    {
        get
        {
            var version = typeof(torch).Assembly.GetName().Version?.ToString(3);
            var precision = Precision == EnginePrecision.TF32 && !IsCuda ? "float32 (TF32 is for GPUs)" : Precision.ToString();
            var where = IsCuda ? Choice.Name : Invariant($"{Choice.Name}, {threads} {(threads == 1 ? "thread" : "threads")}");
            return $"torch (TorchSharp {version}), {where}, {precision}; {Choice.Reason}{(Remark is null ? "" : $"; {Remark}")}";
        }
    }

    /// <summary>Opens a scope in which this session computes; tensors made in it and not kept are disposed with it.</summary>
    public Scope Enter(bool gradients) => new(this, gradients, infers: false);

    /// <summary>Opens a scope for forward passes alone, whose operators keep nothing for a way back; no tensor made in it may be used after it.</summary>
    public Scope EnterInference() => new(this, gradients: false, infers: true);

    /// <summary>Sets what libtorch keeps for a thread or the process, and puts it back.</summary>
    internal readonly struct Scope : IDisposable
    {
        private readonly int? threadsBefore;
        private readonly (bool Products, bool Convolutions)? tf32Before;
        private readonly IDisposable inference;
        private readonly IDisposable gradients;
        private readonly DisposeScope tensors;

        public Scope(ComputeContext context, bool gradients, bool infers)
        {
            var found = torch.get_num_threads();
            if (found != context.threads)
            {
                torch.set_num_threads(context.threads);
                threadsBefore = found;
            }

            if (context.IsCuda)
            {
                // libtorch rounds convolutions where nobody says otherwise, and other products where somebody does.
                tf32Before = (torch.backends.cuda.matmul.allow_tf32, torch.backends.cudnn.allow_tf32);
                AllowTf32(context.Precision == EnginePrecision.TF32, context.Precision == EnginePrecision.TF32);
            }

            // A caller may have switched gradients off, or be in inference mode.
            inference = torch.inference_mode(infers);
            this.gradients = torch.set_grad_enabled(gradients);
            tensors = torch.NewDisposeScope();
        }

        public void Dispose()
        {
            tensors.Dispose();
            gradients.Dispose();
            inference.Dispose();
            if (tf32Before is { } tf32)
            {
                AllowTf32(tf32.Products, tf32.Convolutions);
            }

            if (threadsBefore is { } threads)
            {
                torch.set_num_threads(threads);
            }
        }

        private static void AllowTf32(bool products, bool convolutions)
        {
            torch.backends.cuda.matmul.allow_tf32 = products;
            torch.backends.cudnn.allow_tf32 = convolutions;
        }
    }
}
