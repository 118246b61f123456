using Vae.Core.Data;
using Vae.Core.Engines.Managed.Kernels;
using Vae.Core.Engines.Managed.Layers;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Objectives;
using Vae.Core.Options;
using Vae.Core.Randomness;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Sessions;

/// <summary>From the rows of a batch to panels: what the loss compares with, drawn as zeros and ones where that is asked for, and what the encoder sees, corrupted where that is.</summary>
internal sealed unsafe class RowLoader<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    private readonly StepContext context;
    private readonly Corruption? corruption;
    private readonly Binarization binarization;
    private readonly PanelBuffer? noise;
    private readonly Philox corruptionStream;
    private readonly Philox binarizationStream;
    private readonly int features;
    private readonly int outputs;
    private readonly bool allowsMissing;
    private readonly bool[] hasMissing;

    /// <param name="setup">The run.</param>
    /// <param name="context">The session's step.</param>
    /// <param name="panels">Most panels of a batch.</param>
    public RowLoader(TrainingSetup setup, StepContext context, int panels)
    {
        this.context = context;
        features = setup.Plan.InputDimension;
        outputs = setup.Plan.OutputDimension;
        allowsMissing = setup.Plan.AllowsMissing;
        hasMissing = new bool[panels];
        (corruption, binarization) = (setup.Objective.Corruption, setup.Objective.Binarization);
        Input = new PanelBuffer(features, panels);
        Target = corruption is null && !allowsMissing ? Input : new PanelBuffer(features, panels);
        noise = corruption is null && binarization == Binarization.None ? null : new PanelBuffer(outputs, panels);
        corruptionStream = new Philox(setup.Seed, RandomPurpose.Corruption);
        binarizationStream = new Philox(setup.Seed, RandomPurpose.Binarization);
    }

    /// <summary>What the encoder sees.</summary>
    public PanelBuffer Input { get; }

    /// <summary>
    /// What the loss compares with: the clean rows, NaN where a value was not observed; the same buffer as <see cref="Input"/> where nothing is corrupted and nothing can be missing.
    /// </summary>
    public PanelBuffer Target { get; }

    /// <summary>Whether a value of a loaded panel was not observed.</summary>
    public bool HasMissing(int panel) => hasMissing[panel];

    /// <summary>Loads a panel.</summary>
    public void Load(BatchRows batch, int panel)
    {
        var first = panel * Panel.Lanes;
        var count = context.RowsOf(panel);
        var rows = stackalloc float*[Panel.Lanes];
        for (var lane = 0; lane < count; lane++)
        {
            rows[lane] = batch.Row(first + lane, features);
        }

        var target = Target.Of(panel);
        TransposeKernel.RowsToPanel(rows, count, features, target);
        if (allowsMissing)
        {
            LoadObserved(panel, rows, count);
            return;
        }

        if (noise is null && Input.Blocks is not null)
        {
            TransposeKernel.RowsToBlocks(rows, count, features, Input.BlocksOf(panel), Input.BlockStride);
        }

        if (noise is null)
        {
            return;
        }

        Disturb(panel, target);
        Input.FillBlocks(panel);
    }

    /// <summary>Copies the context of a loaded panel's rows, as the encoder sees it.</summary>
    public void CopyContext(int panel, float* destination)
    {
        var count = (features - outputs) * Panel.Lanes;
        new ReadOnlySpan<float>(Input.Of(panel) + (outputs * Panel.Lanes), count).CopyTo(new Span<float>(destination, count));
    }

    /// <summary>Draws zeros and ones in place and writes the corrupted values to the input, where either is asked for; the context stays as it is.</summary>
    private void Disturb(int panel, float* target)
    {
        var size = outputs * Panel.Lanes;
        if (binarization == Binarization.Dynamic)
        {
            DrawBinarization(panel, noise!.Of(panel), size);
            CorruptionKernel.Binarize<S, V>(target, noise.Of(panel), size);
        }

        if (corruption is not null)
        {
            DrawCorruption(panel, noise!.Of(panel), size);
            CorruptionKernel.Corrupt<S, V>(corruption, target, noise.Of(panel), Input.Of(panel), size);
            new ReadOnlySpan<float>(target + size, (features - outputs) * Panel.Lanes).CopyTo(new Span<float>(Input.Of(panel) + size, (features - outputs) * Panel.Lanes));
        }
    }

    /// <summary>The encoder sees 0, the middle of a scaled column, in the place of what was not observed.</summary>
    private void LoadObserved(int panel, float** rows, int count)
    {
        var missing = false;
        for (var lane = 0; lane < count; lane++)
        {
            missing |= !RowChecks.IsFinite(new ReadOnlySpan<float>(rows[lane], features));
        }

        hasMissing[panel] = missing;
        var target = Target.Of(panel);
        var input = Input.Of(panel);
        Disturb(panel, target);
        MissingKernel.ZeroWhereMissing<S, V>(target, corruption is null ? target : input, input, features * Panel.Lanes);
        Input.FillBlocks(panel);
    }

    /// <summary>Has the encoder see a panel's clean rows.</summary>
    public void Clean(int panel)
    {
        if (Target != Input)
        {
            MissingKernel.ZeroWhereMissing<S, V>(Target.Of(panel), Target.Of(panel), Input.Of(panel), features * Panel.Lanes);
            Input.FillBlocks(panel);
        }
    }

    private void DrawBinarization(int panel, float* values, int size)
    {
        if (context.Settings.Injection is { } injection)
        {
            context.InjectPanel(injection.BinarizationNoise, outputs, panel, values);
        }
        else
        {
            NormalNoise.FillUniform(binarizationStream, (uint)panel, (ulong)context.Settings.Step, values, size);
        }
    }

    private void DrawCorruption(int panel, float* values, int size)
    {
        if (context.Settings.Injection is { } injection)
        {
            context.InjectPanel(injection.CorruptionNoise, outputs, panel, values);
        }
        else if (corruption is GaussianCorruption)
        {
            NormalNoise.Fill(corruptionStream, (uint)panel, (ulong)context.Settings.Step, values, size);
        }
        else
        {
            NormalNoise.FillUniform(corruptionStream, (uint)panel, (ulong)context.Settings.Step, values, size);
        }
    }
}
