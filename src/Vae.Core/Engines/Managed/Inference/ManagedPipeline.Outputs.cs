using Vae.Core.Engines.Managed.Panels;

namespace Vae.Core.Engines.Managed.Inference;

/// <content>What the decoder gives before it becomes a reconstruction, and the rows that others are compared with.</content>
internal sealed unsafe partial class ManagedPipeline<S, V>
{
    public void DecoderOutput(ReadOnlySpan<float> codes, Span<float> outputs)
    {
        fixed (float* source = codes)
        fixed (float* destination = outputs)
        {
            var from = (nint)source;
            var to = (nint)destination;
            PanelLoop.Run(codes.Length / latent, forward.WorkPerRow, threads, (first, count) =>
            {
                var work = forward.Rent();
                var pointers = stackalloc float*[Panel.Lanes];
                for (var lane = 0; lane < count; lane++)
                {
                    pointers[lane] = (float*)from + ((nint)(first + lane) * latent);
                }

                TransposeKernel.RowsToPanel(pointers, count, latent, work.Code.Pointer);
                var output = forward.Decode(work, work.Code.Pointer);
                TransposeKernel.PanelToRows(output, features, count, (float*)to + ((nint)first * features), features);
                forward.Return(work);
            });
        }
    }

    public void Neighbours(ReadOnlySpan<float> scaledRows, Span<float> neighbours)
    {
        fixed (float* source = scaledRows)
        fixed (float* destination = neighbours)
        {
            var from = (nint)source;
            var to = (nint)destination;
            PanelLoop.Run(scaledRows.Length / features, forward.WorkPerRow, threads, (first, count) =>
            {
                var work = forward.Rent();
                work.Products ??= new PinnedFloats(NearestRows<S, V>.PanelProducts);
                Load(work, (float*)from + ((nint)first * features), count, scaled: true);
                Span<int> found = stackalloc int[Panel.Lanes];
                nearest!.Find(work.Input.Pointer, work.HasMissing ? work.Target : null, work.Products.Pointer, count, found);
                for (var lane = 0; lane < count; lane++)
                {
                    nearest.Reference(found[lane]).CopyTo(new Span<float>((float*)to + ((nint)(first + lane) * features), features));
                }

                forward.Return(work);
            });
        }
    }
}
