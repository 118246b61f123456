using Vae.Core.Engines.Managed.Kernels;

namespace Vae.Core.Engines.Managed;

/// <content>What the decoder gives before it becomes a reconstruction.</content>
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
}
