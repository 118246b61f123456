using Vae.Core.Engines.Managed.Panels;
using Vae.Torch.Tensors;

namespace Vae.Torch.Randomness;

/// <summary>
/// The random numbers that one place of the network takes step after step: the managed engine's, in its own order, so that a seed means the same model on
/// both. They are made on the processor for many steps at once and sent to the device in one piece; on a GPU the next piece is made meanwhile, so that no step
/// waits for them.
/// </summary>
/// <remarks>The managed engine draws by blocks of 32 rows, laid out [panel, group, width, 32]; a group is a sample of the code, or one alone.</remarks>
internal sealed unsafe class NoiseStream : IDisposable
{
    private const int BytesAtOnce = 4 << 20;

    private readonly ComputeContext context;
    private readonly int panels;
    private readonly int groups;
    private readonly int width;
    private readonly int stepsAtOnce;
    private readonly FillBlock fill;

    // Filled over and over: a new array each time would be 10 KB of garbage a step on the pictures of the benchmarks, and a collection is rare.
    private readonly float[] values;
    private Task? next;
    private long nextStart;
    private Tensor? current;
    private long start;

    /// <param name="context">Where to.</param>
    /// <param name="rows">Most rows a step.</param>
    /// <param name="groups">Numbers a row and width: samples of the code, or 1.</param>
    /// <param name="width">Numbers a row and group.</param>
    /// <param name="fill">Fills a block of [width, 32] numbers.</param>
    /// <param name="stepsAreApart">Whether the step behind another is seldom the next in number, so that one is made at a time.</param>
    public NoiseStream(ComputeContext context, int rows, int groups, int width, FillBlock fill, bool stepsAreApart = false)
    {
        this.context = context;
        this.groups = groups;
        this.width = width;
        this.fill = fill;
        panels = Panel.Count(rows);
        stepsAtOnce = stepsAreApart ? 1 : (int)Math.Clamp(BytesAtOnce / sizeof(float) / PerStep, 1, 1024);
        values = GC.AllocateUninitializedArray<float>(checked((int)(stepsAtOnce * PerStep)));
    }

    /// <summary>Makes the numbers of one block of a step.</summary>
    /// <param name="block">Panel times groups plus group.</param>
    /// <param name="step">The step.</param>
    /// <param name="destination">[width, 32].</param>
    /// <param name="count">width * 32.</param>
    public delegate void FillBlock(uint block, long step, float* destination, int count);

    private long PerStep => (long)panels * groups * width * Panel.Lanes;

    /// <summary>The numbers of a step, [groups, rows, width] on the device; valid until the next call.</summary>
    public Tensor Take(long step, int rows)
    {
        if (current is null || step < start || step >= start + stepsAtOnce)
        {
            Advance(step);
        }

        return current!.select(0, step - start).narrow(1, 0, rows);
    }

    public void Dispose()
    {
        // A task that still fills its array is left to finish: the array is its own.
        current?.Dispose();
        current = null;
    }

    private void Advance(long step)
    {
        next?.GetAwaiter().GetResult();
        if (next is null || nextStart != step)
        {
            Make(step);
        }

        next = null;
        current?.Dispose();
        var host = HostMemory.FromFloats(values, stepsAtOnce, panels, groups, width, Panel.Lanes);
        var blocks = host.Send(context).permute(0, 2, 1, 4, 3).contiguous();
        current = blocks.view(stepsAtOnce, groups, (long)panels * Panel.Lanes, width).Keep();
        start = step;
        if (context.IsCuda && stepsAtOnce > 1)
        {
            nextStart = step + stepsAtOnce;
            next = Task.Run(() => Make(nextStart));
        }
    }

    private void Make(long first)
    {
        var count = width * Panel.Lanes;
        fixed (float* pointer = values)
        {
            var place = pointer;
            for (var step = first; step < first + stepsAtOnce; step++)
            {
                for (var block = 0u; block < panels * groups; block++)
                {
                    fill(block, step, place, count);
                    place += count;
                }
            }
        }
    }
}
