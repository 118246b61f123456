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

        var lane = 0;
        for (; lane + TileKernel.Side <= count; lane += TileKernel.Side)
        {
            EightRowsToPanel(rows + lane, features, panel + lane);
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
    public static void PanelToRows(float* panel, int features, int count, float* destination, nint stride) =>
        Transpose(panel, Panel.Lanes, features, count, destination, stride);

    /// <summary>destination[c * destinationStride + r] = source[r * sourceStride + c].</summary>
    /// <param name="source">Rows of <paramref name="columns"/> floats.</param>
    /// <param name="sourceStride">Floats from a row of the source to the next.</param>
    /// <param name="rows">Rows of the source.</param>
    /// <param name="columns">Rows of the destination.</param>
    /// <param name="destination">Rows of <paramref name="rows"/> floats.</param>
    /// <param name="destinationStride">Floats from a row of the destination to the next.</param>
    public static void Transpose(float* source, nint sourceStride, int rows, int columns, float* destination, nint destinationStride)
    {
        var r = 0;
        var whole = TileKernel.IsSupported ? columns - (columns % TileKernel.Side) : 0;
        if (TileKernel.IsSupported)
        {
            // Two tiles side by side fill a cache line of the destination.
            for (; r + (2 * TileKernel.Side) <= rows; r += 2 * TileKernel.Side)
            {
                for (var c = 0; c < whole; c += TileKernel.Side)
                {
                    var from = source + (r * sourceStride) + c;
                    var to = destination + (c * destinationStride) + r;
                    TileKernel.Transpose(from, sourceStride, to, destinationStride);
                    TileKernel.Transpose(from + (TileKernel.Side * sourceStride), sourceStride, to + TileKernel.Side, destinationStride);
                }
            }

            for (; r + TileKernel.Side <= rows; r += TileKernel.Side)
            {
                for (var c = 0; c < whole; c += TileKernel.Side)
                {
                    TileKernel.Transpose(source + (r * sourceStride) + c, sourceStride, destination + (c * destinationStride) + r, destinationStride);
                }
            }
        }

        // What is left below the tiles, and beside them.
        Floats(source, sourceStride, r, rows, 0, columns, destination, destinationStride);
        Floats(source, sourceStride, 0, r, whole, columns, destination, destinationStride);
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

    private static void EightRowsToPanel(float** rows, int features, float* panel)
    {
        var r0 = rows[0];
        var r1 = rows[1];
        var r2 = rows[2];
        var r3 = rows[3];
        var r4 = rows[4];
        var r5 = rows[5];
        var r6 = rows[6];
        var r7 = rows[7];
        var f = 0;
        for (; TileKernel.IsSupported && f + TileKernel.Side <= features; f += TileKernel.Side)
        {
            TileKernel.Transpose(r0 + f, r1 + f, r2 + f, r3 + f, r4 + f, r5 + f, r6 + f, r7 + f, panel + ((nint)f * Panel.Lanes), Panel.Lanes);
        }

        // Their 8 floats make half a cache line of the panel, and 8 read streams prefetch well.
        var p = panel + ((nint)f * Panel.Lanes);
        for (; f < features; f++)
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

    private static void Floats(
        float* source, nint sourceStride, int firstRow, int lastRow, int firstColumn, int lastColumn, float* destination, nint destinationStride)
    {
        for (var c = firstColumn; c < lastColumn; c++)
        {
            var to = destination + (c * destinationStride);
            for (var r = firstRow; r < lastRow; r++)
            {
                to[r] = source[(r * sourceStride) + c];
            }
        }
    }
}
