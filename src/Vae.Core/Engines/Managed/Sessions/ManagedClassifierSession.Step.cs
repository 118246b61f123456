using Vae.Core.Engines.Managed.Kernels;
using Vae.Core.Engines.Managed.Layers;
using Vae.Core.Engines.Managed.Panels;

namespace Vae.Core.Engines.Managed.Sessions;

/// <content>Forward and backward through encoder and head.</content>
internal sealed unsafe partial class ManagedClassifierSession<S, V>
{
    private ClassifierStep current;

    private void Run(int rows, in ClassifierStep step, ReadOnlySpan<float> weights, bool update)
    {
        current = step;
        context.Threads = team.Active;
        pace.Begin();
        context.Begin(rows, new StepSettings(step.Step, step.HeadRate, 0) { Injection = step.Injection }, update);
        context.Weigh(weights);
        encoderUpdate.Begin(step.EncoderRate, update && step.TrainsEncoder);
        headUpdate.Begin(step.HeadRate, update);
        if (step.TrainsEncoder)
        {
            encoder.Begin(team);
        }

        (step.TrainsEncoder ? training : frozen).Run(context.Panels);
        team.Run(gradientPhase);
        AddLosses(rows);
        pace.End(rows);
    }

    private void Gather(int panel)
    {
        var count = context.RowsOf(panel);
        var pointers = stackalloc float*[Panel.Lanes];
        for (var lane = 0; lane < count; lane++)
        {
            pointers[lane] = (float*)work.Rows[(panel * Panel.Lanes) + lane];
        }

        TransposeKernel.RowsToPanel(pointers, count, features, work.Input.Of(panel));
        if (work.Input.Blocks is not null && current.TrainsEncoder)
        {
            TransposeKernel.RowsToBlocks(pointers, count, features, work.Input.BlocksOf(panel), work.Input.BlockStride);
        }
    }

    private void FrozenPanel(int panel)
    {
        var output = stack.Forward(context.Parameters, work.Input.Of(panel), work.First.Of(panel), work.Second.Of(panel));
        Span(output).CopyTo(Span(encoder.Output.Of(panel)));
    }

    /// <summary>Dropout, head, loss and the way back to the encoder's output.</summary>
    private void HeadPanel(int panel)
    {
        var input = work.Features.Of(panel);
        Span(encoder.Output.Of(panel)).CopyTo(Span(input));
        if (work.Mask is { } mask)
        {
            context.DropoutMask(encoder.NextDropout, 1, panel, work.Features.Features, setup.Dropout, mask.Of(panel));
            ActivationKernel.Backward<S, V>(input, mask.Of(panel), work.Features.Features * Panel.Lanes);
        }

        work.Features.FillBlocks(panel);
        var logits = work.Logits.Of(panel);
        LinearKernels<S, V>.Forward(head, context.Parameters, input, logits, null);
        var first = panel * Panel.Lanes;
        fixed (int* labels = work.Labels)
        {
            work.Correct[panel] = SoftmaxKernel.CrossEntropy<S, V>(
                logits,
                head.Outputs,
                labels + first,
                context.RowsOf(panel),
                setup.LabelSmoothing,
                1f / context.RowCount,
                context.Weights + first,
                work.Loss.Pointer + first);
        }

        if (!current.TrainsEncoder || encoder.OutputGradient is not { } gradient)
        {
            return;
        }

        LinearKernels<S, V>.BackwardInput(head, context.Parameters, logits, gradient.Of(panel), accumulate: false);
        if (work.Mask is { } dropped)
        {
            ActivationKernel.Backward<S, V>(gradient.Of(panel), dropped.Of(panel), work.Features.Features * Panel.Lanes);
        }
    }

    private void GradientShare(int thread)
    {
        if (current.TrainsEncoder)
        {
            encoder.WeightGradient(thread, encoderUpdate);
        }

        LinearKernels<S, V>.WeightShare(
            head, work.Logits, work.Features, context.Panels, thread, team.Active, tiles[thread].Pointer, headUpdate);
    }

    private void AddLosses(int rows)
    {
        var loss = 0.0;
        for (var row = 0; row < rows; row++)
        {
            loss += (double)work.Loss.Pointer[row] * context.Weights[row];
        }

        var correct = 0.0;
        for (var panel = 0; panel < context.Panels; panel++)
        {
            correct += work.Correct[panel];
        }

        totals += new ClassifierTotals(rows, loss, correct, context.Weight);
    }

    private Span<float> Span(float* panel) => new(panel, work.Features.Features * Panel.Lanes);
}
