using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Statistics;

namespace Vae.Core.Engines.Managed.Inference;

/// <content>What the decoder gives before it becomes a reconstruction, and the rows that others are compared with.</content>
internal sealed unsafe partial class ManagedPipeline<S, V>
{
    public void DecoderOutput(ReadOnlySpan<float> codes, ReadOnlySpan<float> context, Span<float> outputs)
    {
        fixed (float* source = codes)
        fixed (float* contexts = context)
        fixed (float* destination = outputs)
        {
            var from = (nint)source;
            var beside = (nint)contexts;
            var to = (nint)destination;
            PanelLoop.Run(codes.Length / latent, forward.WorkPerRow, threads, (first, count) =>
            {
                var work = forward.Rent();
                var output = DecodeCodes(work, (float*)from, (float*)beside, first, count);
                TransposeKernel.PanelToRows(output, features, count, (float*)to + ((nint)first * features), features);
                forward.Return(work);
            });
        }
    }

    /// <summary>The decoder's output of a panel of codes that come from outside, with their contexts.</summary>
    private float* DecodeCodes(InferenceWorkspace work, float* codes, float* contexts, int first, int count)
    {
        LoadColumns(codes, latent, first, count, work.Code.Pointer);
        if (forward.Plan.ContextDimension is > 0 and var context)
        {
            LoadColumns(contexts, context, first, count, work.Input.Pointer + (forward.Plan.OutputDimension * Panel.Lanes));
        }

        return forward.Decode(work, work.Code.Pointer);
    }

    private static void LoadColumns(float* rows, int width, int first, int count, float* panel)
    {
        var pointers = stackalloc float*[Panel.Lanes];
        for (var lane = 0; lane < count; lane++)
        {
            pointers[lane] = rows + ((nint)(first + lane) * width);
        }

        TransposeKernel.RowsToPanel(pointers, count, width, panel);
    }

    public void Neighbours(ReadOnlySpan<float> scaledRows, int scale, Span<float> neighbours)
    {
        var nearest = search!.Scales[scale].Rows;
        fixed (float* source = scaledRows)
        fixed (float* destination = neighbours)
        {
            var from = (nint)source;
            var to = (nint)destination;
            PanelLoop.Run(scaledRows.Length / features, forward.WorkPerRow, threads, (first, count) =>
            {
                var work = forward.Rent();
                work.Products ??= new PinnedFloats(search!.PanelProducts);
                Load(work, (float*)from + ((nint)first * features), count, scaled: true);
                forward.Deviate(work);
                Span<int> found = stackalloc int[Panel.Lanes];
                nearest.Find(panelScores.Compared(work), work.HasMissing ? panelScores.ObservedCompared(work) : null, work.Products.Pointer, count, found);
                for (var lane = 0; lane < count; lane++)
                {
                    nearest.Reference(found[lane]).CopyTo(new Span<float>((float*)to + ((nint)(first + lane) * features), features));
                }

                forward.Return(work);
            });
        }
    }

    public void Deviations(ReadOnlySpan<float> scaledRows, Span<float> deviations)
    {
        fixed (float* source = scaledRows)
        fixed (float* destination = deviations)
        {
            var from = (nint)source;
            var to = (nint)destination;
            PanelLoop.Run(scaledRows.Length / features, forward.WorkPerRow, threads, (first, count) =>
            {
                var work = forward.Rent();
                Load(work, (float*)from + ((nint)first * features), count, scaled: true);
                forward.Deviate(work);
                TransposeKernel.PanelToRows(work.HasMissing ? panelScores.ObservedCompared(work) : panelScores.Compared(work), features, count, (float*)to + ((nint)first * features), features);
                forward.Return(work);
            });
        }
    }

    /// <summary>Reference rows as rows are compared with them.</summary>
    private ReferenceRows Compared(ReferenceRows references)
    {
        if (forward.Plan.ContextDimension == 0)
        {
            return references;
        }

        var width = references.Width;
        var deviations = new float[references.Rows.Length];
        var work = forward.Rent();
        work.HasMissing = false;
        fixed (float* rows = references.Rows)
        fixed (float* destination = deviations)
        {
            for (var first = 0; first < references.Count; first += Panel.Lanes)
            {
                var count = Math.Min(Panel.Lanes, references.Count - first);
                LoadColumns(rows, width, first, count, work.Input.Pointer);
                forward.Deviate(work);
                TransposeKernel.PanelToRows(work.Deviation!.Pointer, width, count, destination + ((nint)first * width), width);
            }
        }

        forward.Return(work);
        return references.With(deviations);
    }
}
