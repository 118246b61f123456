using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Layers;

/// <summary>
/// A stack in training, from one buffer of panels to another. A stack that sees two batches in a step has two runs. Where a stage must see all panels
/// (<see cref="Meets"/>), the run goes through a <see cref="PanelProgram"/>; else panels may go forward and back one by one.
/// </summary>
internal sealed unsafe class StackRun<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    private readonly StageRun<S, V>[] stages;
    private readonly PanelBuffer input;
    private readonly PanelBuffer? inputGradient;
    private readonly PinnedFloats[] scratch;
    private readonly int samples;

    /// <param name="stack">The network.</param>
    /// <param name="context">The session's step.</param>
    /// <param name="input">Where it reads; somebody else fills it, and its blocks where they are wanted.</param>
    /// <param name="inputGradient">Where the gradient of the input goes, or null where nobody wants it.</param>
    /// <param name="samples">Panels of the stack for each panel of the batch: sample m of panel p lies at p * samples + m.</param>
    /// <param name="firstDropout">Number of its first dropout layer in the session.</param>
    /// <param name="gradientInPlace">Whether the output may be lost to its gradient, which saves a buffer and a pass over it.</param>
    /// <param name="mayBeSparse">Whether the input may be mostly zeros. Then <see cref="Begin"/> must be called whenever parameters have changed.</param>
    public StackRun(
        LayerStack<S, V> stack,
        StepContext context,
        PanelBuffer input,
        PanelBuffer? inputGradient,
        int samples = 1,
        int firstDropout = 0,
        bool gradientInPlace = false,
        bool mayBeSparse = false)
    {
        (this.input, this.inputGradient, this.samples) = (input, inputGradient, samples);
        stages = new StageRun<S, V>[stack.Stages.Count];
        for (var s = 0; s < stages.Length; s++)
        {
            stages[s] = stack.Stages[s].NewRun(new StageRunSetup(context, input, samples, gradientInPlace && s == stages.Length - 1, mayBeSparse && s == 0, firstDropout));
            firstDropout += stages[s].Group.DropoutRate > 0 ? 1 : 0;
            input = stages[s].Output;
        }

        Meets = stages.Any(stage => stage.Meets);
        NextDropout = firstDropout;
        var room = stages.Length == 0 ? 0 : stages.Max(stage => stage.ScratchLength);
        scratch = [.. Enumerable.Range(0, context.MostThreads).Select(_ => new PinnedFloats(room))];
    }

    /// <summary>Whether threads must meet on the way.</summary>
    public bool Meets { get; }

    /// <summary>Number of the first dropout layer of whatever comes next in the session.</summary>
    public int NextDropout { get; }

    public PanelBuffer Output => stages.Length == 0 ? input : stages[^1].Output;

    /// <summary>Where the gradient with respect to <see cref="Output"/> is to be written before the way back; null where nobody needs it.</summary>
    public PanelBuffer? OutputGradient => stages.Length == 0 ? inputGradient : stages[^1].Gradient;

    /// <summary>Prepares for the way forward with the parameters as they are now.</summary>
    public void Begin(WorkerTeam team)
    {
        foreach (var stage in stages)
        {
            stage.Begin(team);
        }
    }

    /// <summary>A panel's way forward, where nothing meets.</summary>
    public void Forward(int panel)
    {
        foreach (var stage in stages)
        {
            stage.Forward(panel);
        }
    }

    /// <summary>A panel's way back, where nothing meets.</summary>
    public void Backward(int panel)
    {
        for (var s = stages.Length - 1; s >= 0; s--)
        {
            stages[s].BackwardActivation(panel);
            BackwardInput(s, panel);
        }
    }

    /// <summary>Appends the way forward of every panel of the stack.</summary>
    public void AddForward(PanelProgram program)
    {
        foreach (var stage in stages)
        {
            if (stage.Meets)
            {
                EachPanel(program, stage.Survey);
                program.Meet(stage.Meet);
            }

            EachPanel(program, stage.Forward);
        }
    }

    /// <summary>Appends the way back of every panel of the stack.</summary>
    public void AddBackward(PanelProgram program)
    {
        for (var s = stages.Length - 1; s >= 0; s--)
        {
            EachPanel(program, stages[s].BackwardActivation);
            if (stages[s].Meets)
            {
                program.Meet(stages[s].MeetBackward);
            }

            var below = s;
            EachPanel(program, panel => BackwardInput(below, panel));
        }
    }

    /// <summary>A thread's share of every parameter's gradient, summed over all panels, and their update.</summary>
    public void WeightGradient(int thread, ParameterUpdate<S, V> update)
    {
        foreach (var stage in stages)
        {
            stage.WeightGradient(thread, scratch[thread].Pointer, update);
        }
    }

    private void BackwardInput(int s, int panel)
    {
        var target = s > 0 ? stages[s - 1].Gradient : inputGradient;
        if (target is not null)
        {
            stages[s].BackwardInput(panel, target.Of(panel));
        }
    }

    private void EachPanel(PanelProgram program, Action<int> work)
    {
        if (samples == 1)
        {
            program.Each(work);
            return;
        }

        program.Each(panel =>
        {
            for (var sample = 0; sample < samples; sample++)
            {
                work((panel * samples) + sample);
            }
        });
    }
}
