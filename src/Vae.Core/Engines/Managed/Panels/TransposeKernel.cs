namespace Vae.Core.Engines.Managed.Panels;

/// <summary>Moves rows between row-major memory, panels [features, 32], and the blocks [features / 32][rows][32] that the weight gradient reads.</summary>
internal static unsafe class TransposeKernel
{
    /// <summary>panel[f, lane] = rows[lane][f]; lanes beyond <paramref name="count"/> become 0.</summary>
    /// <param name="rows">Up to 32 pointers to rows of <paramref name="features"/> floats.</param>
    /// <param name="count">Rows, 1 to 32.</param>
    /// <param name="features">Floats a row.</param>
    /// <param name="panel">features * 32 floats.</param>
    public static void RowsToPanel(float** rows, int count, int features, float* panel)
    {
        if (count < Panel.Lanes)
        {
            new Span<float>(panel, features * Panel.Lanes).Clear();
        }

        // Eight rows at a time: their 8 floats make half a cache line of the panel, and 8 read streams prefetch well.
        var lane = 0;
        for (; lane + 8 <= count; lane += 8)
        {
            var r0 = rows[lane];
            var r1 = rows[lane + 1];
            var r2 = rows[lane + 2];
            var r3 = rows[lane + 3];
            var r4 = rows[lane + 4];
            var r5 = rows[lane + 5];
            var r6 = rows[lane + 6];
            var r7 = rows[lane + 7];
            var p = panel + lane;
            for (var f = 0; f < features; f++)
            {
                p[0] = r0[f];
                p[1] = r1[f];
                p[2] = r2[f];
                p[3] = r3[f];
                p[4] = r4[f];
                p[5] = r5[f];
                p[6] = r6[f];
                p[7] = r7[f];
                p += Panel.Lanes;
            }
        }

        for (; lane < count; lane++)
        {
            var row = rows[lane];
            for (var f = 0; f < features; f++)
            {
                panel[(f * Panel.Lanes) + lane] = row[f];
            }
        }
    }

    /// <summary>
    /// blocks[f / 32][lane][f % 32] = rows[lane][f] for the 32 rows of one panel; block b starts at <c>blocks + b * blockStride</c>. Missing rows and
    /// features are 0.
    /// </summary>
    public static void RowsToBlocks(float** rows, int count, int features, float* blocks, nint blockStride)
    {
        for (var first = 0; first < features; first += Panel.Lanes)
        {
            var width = Math.Min(Panel.Lanes, features - first);
            if (width < Panel.Lanes || count < Panel.Lanes)
            {
                new Span<float>(blocks, Panel.Lanes * Panel.Lanes).Clear();
            }

            for (var lane = 0; lane < count; lane++)
            {
                new ReadOnlySpan<float>(rows[lane] + first, width).CopyTo(new Span<float>(blocks + (lane * Panel.Lanes), width));
            }

            blocks += blockStride;
        }
    }

    /// <summary>destination[row, f] = panel[f, row] for the first <paramref name="count"/> rows, row-major with the given stride.</summary>
    public static void PanelToRows(float* panel, int features, int count, float* destination, nint stride)
    {
        var lane = 0;
        for (; lane + 4 <= count; lane += 4)
        {
            var r0 = destination + (lane * stride);
            var r1 = r0 + stride;
            var r2 = r1 + stride;
            var r3 = r2 + stride;
            var p = panel + lane;
            for (var f = 0; f < features; f++)
            {
                r0[f] = p[0];
                r1[f] = p[1];
                r2[f] = p[2];
                r3[f] = p[3];
                p += Panel.Lanes;
            }
        }

        for (; lane < count; lane++)
        {
            for (var f = 0; f < features; f++)
            {
                destination[(lane * stride) + f] = panel[(f * Panel.Lanes) + lane];
            }
        }
    }

    /// <summary>
    /// blocks[f / 32][row][f % 32] = panel[f, row] for the 32 rows of one panel; block b starts at <c>blocks + b * blockStride</c>. Features beyond
    /// the last are 0.
    /// </summary>
    public static void PanelToBlocks(float* panel, int features, float* blocks, nint blockStride)
    {
        for (var first = 0; first < features; first += Panel.Lanes)
        {
            var here = Math.Min(Panel.Lanes, features - first);
            if (here < Panel.Lanes)
            {
                new Span<float>(blocks, Panel.Lanes * Panel.Lanes).Clear();
            }

            PanelToRows(panel + ((nint)first * Panel.Lanes), here, Panel.Lanes, blocks, Panel.Lanes);
            blocks += blockStride;
        }
    }
}
