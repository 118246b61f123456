using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Randomness;

namespace Vae.Core.Engines.Managed.Layers;

/// <summary>What every stack of a session must know of the step under way: parameters, rows, threads, and where dropout masks come from.</summary>
internal sealed unsafe class StepContext(PinnedFloats parameters, int mostThreads, int seed)
{
    private readonly Philox dropoutStream = new(seed, RandomPurpose.Dropout);
    private PinnedFloats weights = new(0);
    private double[] panelWeights = [];

    public float* Parameters => parameters.Pointer;

    /// <summary>Threads that may take part in a step.</summary>
    public int MostThreads { get; } = mostThreads;

    /// <summary>Threads that take part in the step under way.</summary>
    public int Threads { get; set; } = mostThreads;

    /// <summary>Rows of the batch.</summary>
    public int RowCount { get; private set; }

    /// <summary>Panels of the batch.</summary>
    public int Panels { get; private set; }

    /// <summary>How much each row of the batch counts, 1 where rows have no weights; 0 in the lanes that fill up the last panel.</summary>
    public float* Weights => weights.Pointer;

    /// <summary>The sum of the weights of the batch: <see cref="RowCount"/> where rows have none.</summary>
    public double Weight { get; private set; }

    public StepSettings Settings { get; private set; }

    /// <summary>Whether the step changes the model: only then do running statistics move.</summary>
    public bool Updates { get; private set; }

    /// <summary>Starts a step.</summary>
    public void Begin(int rows, in StepSettings settings, bool updates)
    {
        (RowCount, Panels, Settings, Updates) = (rows, Panel.Count(rows), settings, updates);
        if (panelWeights.Length < Panels)
        {
            weights = new PinnedFloats((long)Panels * Panel.Lanes);
            panelWeights = new double[Panels];
        }

        weights.Span[..rows].Fill(1);
        weights.Span[rows..].Clear();
        SumWeights();
    }

    /// <summary>Gives the rows of the step weights of their own.</summary>
    /// <param name="given">One a row of <paramref name="batch"/>'s memory, or of the batch where its rows are given by value; empty: all count once.</param>
    /// <param name="batch">Where the rows lie.</param>
    public void Weigh(ReadOnlySpan<float> given, BatchRows batch)
    {
        for (var row = 0; row < RowCount && !given.IsEmpty; row++)
        {
            weights.Pointer[row] = given[batch.Index(row)];
        }

        SumWeights();
    }

    /// <summary>The same of rows whose weights stand in the order of the batch.</summary>
    /// <param name="given">One a row of the batch; empty: all count once.</param>
    public void Weigh(ReadOnlySpan<float> given)
    {
        if (!given.IsEmpty)
        {
            given[..RowCount].CopyTo(weights.Span);
            SumWeights();
        }
    }

    /// <summary>The sum of the weights of a panel's rows.</summary>
    public double WeightOf(int panel) => panelWeights[panel];

    private void SumWeights()
    {
        Weight = 0;
        for (var panel = 0; panel < Panels; panel++)
        {
            var sum = 0.0;
            for (var lane = 0; lane < Panel.Lanes; lane++)
            {
                sum += weights.Pointer[(panel * Panel.Lanes) + lane];
            }

            panelWeights[panel] = sum;
            Weight += sum;
        }
    }

    /// <summary>Rows of the batch in a panel; the lanes after them are filling.</summary>
    public int RowsOf(int panel) => Math.Min(Panel.Lanes, RowCount - (panel * Panel.Lanes));

    /// <summary>Draws, or takes from outside, a dropout mask of values 0 and 1 / (1 - rate).</summary>
    /// <param name="layer">Number of the dropout layer in the session.</param>
    /// <param name="samples">Panels of the stack for each panel of the batch.</param>
    /// <param name="at">The stack's panel: panel of the batch * samples + sample.</param>
    /// <param name="size">Numbers a row.</param>
    /// <param name="rate">Share of zeros.</param>
    /// <param name="mask">Receives [size, 32].</param>
    public void DropoutMask(int layer, int samples, int at, int size, float rate, float* mask)
    {
        if (Settings.Injection is { } injection)
        {
            var (panel, sample) = Math.DivRem(at, samples);
            InjectPanel(injection.DropoutMasks[layer].AsSpan(sample * RowCount * size, RowCount * size), size, panel, mask);
            return;
        }

        // The layer takes bits of the step's number that no run reaches.
        var number = (ulong)Settings.Step ^ ((ulong)layer << 40);
        NormalNoise.FillDropout(dropoutStream, (uint)at, number, rate, mask, size * Panel.Lanes);
    }

    /// <summary>Brings a panel's part of row-major numbers from outside, [rows, width], into panel layout.</summary>
    public void InjectPanel(ReadOnlySpan<float> rows, int width, int panel, float* destination)
    {
        fixed (float* source = rows)
        {
            var first = panel * Panel.Lanes;
            var count = RowsOf(panel);
            var pointers = stackalloc float*[Panel.Lanes];
            for (var lane = 0; lane < count; lane++)
            {
                pointers[lane] = source + ((nint)(first + lane) * width);
            }

            TransposeKernel.RowsToPanel(pointers, count, width, destination);
        }
    }
}
