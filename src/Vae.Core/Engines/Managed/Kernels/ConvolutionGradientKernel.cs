using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Kernels;

/// <summary>
/// Gradient of a convolution's weights: dW[s, l, tap] = sum over panels, positions and lanes of small[s, position] large[l, position's tap]. Rows of the
/// batch lie side by side in both maps, so that sums run in vectors and across lanes only once, at the end. Four small by four large channels of a tap
/// stay in registers over a row of the small map, and in first-level cache between rows.
/// </summary>
internal static unsafe class ConvolutionGradientKernel
{
    /// <summary>Channels of either map in a block.</summary>
    public const int Block = 4;

    /// <summary>Floats of scratch memory for a block.</summary>
    public static int ScratchLength(ConvolutionGeometry geometry) => geometry.Taps * Block * Block * Panel.PartialSums;

    /// <summary>Replaces the gradient of the weights of some small channels.</summary>
    /// <param name="geometry">The maps.</param>
    /// <param name="small">Panels of the small map: the gradient of a convolution's output, or the input of a transposed one.</param>
    /// <param name="large">Panels of the large map.</param>
    /// <param name="panels">Panels in use.</param>
    /// <param name="first">First small channel.</param>
    /// <param name="last">One past the last.</param>
    /// <param name="gradient">[small channels, large channels, taps].</param>
    /// <param name="scratch">Room for <see cref="ScratchLength"/> floats.</param>
    public static void Run<S, V>(
        ConvolutionGeometry geometry, PanelBuffer small, PanelBuffer large, int panels, int first, int last, float* gradient, float* scratch)
        where S : struct, ISimd<V>
        where V : struct
    {
        for (var s = first; s < last; s += Block)
        {
            var rows = Math.Min(Block, last - s);
            for (var l = 0; l < geometry.LargeChannels; l += Block)
            {
                var columns = Math.Min(Block, geometry.LargeChannels - l);
                new Span<float>(scratch, ScratchLength(geometry)).Clear();
                for (var panel = 0; panel < panels; panel++)
                {
                    Accumulate<S, V>(
                        geometry,
                        small.Of(panel) + ((nint)s * geometry.SmallPositions * Panel.Lanes),
                        large.Of(panel) + ((nint)l * geometry.LargePositions * Panel.Lanes),
                        rows,
                        columns,
                        scratch);
                }

                Reduce<S, V>(geometry, s, l, rows, columns, gradient, scratch);
            }
        }
    }

    private static void Accumulate<S, V>(ConvolutionGeometry geometry, float* small, float* large, int rows, int columns, float* scratch)
        where S : struct, ISimd<V>
        where V : struct
    {
        var smallStride = (nint)geometry.SmallPositions * Panel.Lanes;
        var largeStride = (nint)geometry.LargePositions * Panel.Lanes;
        for (var y = 0; y < geometry.SmallHeight; y++)
        {
            for (var tap = 0; tap < geometry.Taps; tap++)
            {
                var row = geometry.LargeRow(y, tap);
                var (from, to) = geometry.SmallColumns(tap);
                if (row < 0 || row >= geometry.LargeHeight || from == to)
                {
                    continue;
                }

                var walk = new Walk(
                    small + ((((nint)y * geometry.SmallWidth) + from) * Panel.Lanes),
                    smallStride,
                    large + ((((nint)row * geometry.LargeWidth) + geometry.LargeColumn(from, tap)) * Panel.Lanes),
                    largeStride,
                    geometry.Stride * Panel.Lanes,
                    to - from);
                for (var part = 0; part < Panel.PartialSums; part += S.Lanes)
                {
                    Tile<S, V>(walk.Part(part), rows, columns, scratch + (tap * Block * Block * Panel.PartialSums) + part);
                }
            }
        }
    }

    /// <summary>Adds a row of the small map to a block of sums, [4, 4, 16], of whose partial sums a vector is reached.</summary>
    private static void Tile<S, V>(in Walk walk, int rows, int columns, float* sums)
        where S : struct, ISimd<V>
        where V : struct
    {
        var row = 0;
        if (columns == Block)
        {
            if (S.Lanes == 16 && rows == Block)
            {
                FourByFour<S, V>(walk, sums);
                return;
            }

            for (; row + 2 <= rows; row += 2)
            {
                TwoByFour<S, V>(walk.Row(row), sums + (row * Block * Panel.PartialSums));
            }

            if (row == rows)
            {
                return;
            }
        }

        if (rows == Block)
        {
            for (var column = 0; column < columns; column++)
            {
                FourByOne<S, V>(walk.Column(column), sums + (column * Panel.PartialSums));
            }

            return;
        }

        for (; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                One<S, V>(walk.Row(row).Column(column), sums + (((row * Block) + column) * Panel.PartialSums));
            }
        }
    }

    private static void FourByFour<S, V>(in Walk walk, float* sums)
        where S : struct, ISimd<V>
        where V : struct
    {
        const int n = Panel.PartialSums;
        var c00 = S.Load(sums); var c01 = S.Load(sums + n); var c02 = S.Load(sums + (2 * n)); var c03 = S.Load(sums + (3 * n));
        var c10 = S.Load(sums + (4 * n)); var c11 = S.Load(sums + (5 * n)); var c12 = S.Load(sums + (6 * n)); var c13 = S.Load(sums + (7 * n));
        var c20 = S.Load(sums + (8 * n)); var c21 = S.Load(sums + (9 * n)); var c22 = S.Load(sums + (10 * n)); var c23 = S.Load(sums + (11 * n));
        var c30 = S.Load(sums + (12 * n)); var c31 = S.Load(sums + (13 * n)); var c32 = S.Load(sums + (14 * n)); var c33 = S.Load(sums + (15 * n));
        var (aStride, bStride) = (walk.SmallStride, walk.LargeStride);
        var a = walk.Small;
        var b = walk.Large;
        for (var position = 0; position < walk.Count; position++)
        {
            for (var lane = 0; lane < Panel.Lanes; lane += n)
            {
                var b0 = S.Load(b + lane);
                var b1 = S.Load(b + bStride + lane);
                var b2 = S.Load(b + (2 * bStride) + lane);
                var b3 = S.Load(b + (3 * bStride) + lane);
                var x = S.Load(a + lane);
                c00 = S.MultiplyAdd(x, b0, c00);
                c01 = S.MultiplyAdd(x, b1, c01);
                c02 = S.MultiplyAdd(x, b2, c02);
                c03 = S.MultiplyAdd(x, b3, c03);
                x = S.Load(a + aStride + lane);
                c10 = S.MultiplyAdd(x, b0, c10);
                c11 = S.MultiplyAdd(x, b1, c11);
                c12 = S.MultiplyAdd(x, b2, c12);
                c13 = S.MultiplyAdd(x, b3, c13);
                x = S.Load(a + (2 * aStride) + lane);
                c20 = S.MultiplyAdd(x, b0, c20);
                c21 = S.MultiplyAdd(x, b1, c21);
                c22 = S.MultiplyAdd(x, b2, c22);
                c23 = S.MultiplyAdd(x, b3, c23);
                x = S.Load(a + (3 * aStride) + lane);
                c30 = S.MultiplyAdd(x, b0, c30);
                c31 = S.MultiplyAdd(x, b1, c31);
                c32 = S.MultiplyAdd(x, b2, c32);
                c33 = S.MultiplyAdd(x, b3, c33);
            }

            a += Panel.Lanes;
            b += walk.Step;
        }

        S.Store(c00, sums); S.Store(c01, sums + n); S.Store(c02, sums + (2 * n)); S.Store(c03, sums + (3 * n));
        S.Store(c10, sums + (4 * n)); S.Store(c11, sums + (5 * n)); S.Store(c12, sums + (6 * n)); S.Store(c13, sums + (7 * n));
        S.Store(c20, sums + (8 * n)); S.Store(c21, sums + (9 * n)); S.Store(c22, sums + (10 * n)); S.Store(c23, sums + (11 * n));
        S.Store(c30, sums + (12 * n)); S.Store(c31, sums + (13 * n)); S.Store(c32, sums + (14 * n)); S.Store(c33, sums + (15 * n));
    }

    private static void TwoByFour<S, V>(in Walk walk, float* sums)
        where S : struct, ISimd<V>
        where V : struct
    {
        const int n = Panel.PartialSums;
        var c00 = S.Load(sums); var c01 = S.Load(sums + n); var c02 = S.Load(sums + (2 * n)); var c03 = S.Load(sums + (3 * n));
        var c10 = S.Load(sums + (4 * n)); var c11 = S.Load(sums + (5 * n)); var c12 = S.Load(sums + (6 * n)); var c13 = S.Load(sums + (7 * n));
        var (aStride, bStride) = (walk.SmallStride, walk.LargeStride);
        var a = walk.Small;
        var b = walk.Large;
        for (var position = 0; position < walk.Count; position++)
        {
            for (var lane = 0; lane < Panel.Lanes; lane += n)
            {
                var x = S.Load(a + lane);
                var y = S.Load(a + aStride + lane);
                var z = S.Load(b + lane);
                c00 = S.MultiplyAdd(x, z, c00);
                c10 = S.MultiplyAdd(y, z, c10);
                z = S.Load(b + bStride + lane);
                c01 = S.MultiplyAdd(x, z, c01);
                c11 = S.MultiplyAdd(y, z, c11);
                z = S.Load(b + (2 * bStride) + lane);
                c02 = S.MultiplyAdd(x, z, c02);
                c12 = S.MultiplyAdd(y, z, c12);
                z = S.Load(b + (3 * bStride) + lane);
                c03 = S.MultiplyAdd(x, z, c03);
                c13 = S.MultiplyAdd(y, z, c13);
            }

            a += Panel.Lanes;
            b += walk.Step;
        }

        S.Store(c00, sums); S.Store(c01, sums + n); S.Store(c02, sums + (2 * n)); S.Store(c03, sums + (3 * n));
        S.Store(c10, sums + (4 * n)); S.Store(c11, sums + (5 * n)); S.Store(c12, sums + (6 * n)); S.Store(c13, sums + (7 * n));
    }

    private static void FourByOne<S, V>(in Walk walk, float* sums)
        where S : struct, ISimd<V>
        where V : struct
    {
        const int n = Panel.PartialSums;
        var c0 = S.Load(sums);
        var c1 = S.Load(sums + (4 * n));
        var c2 = S.Load(sums + (8 * n));
        var c3 = S.Load(sums + (12 * n));
        var aStride = walk.SmallStride;
        var a = walk.Small;
        var b = walk.Large;
        for (var position = 0; position < walk.Count; position++)
        {
            for (var lane = 0; lane < Panel.Lanes; lane += n)
            {
                var x = S.Load(b + lane);
                c0 = S.MultiplyAdd(S.Load(a + lane), x, c0);
                c1 = S.MultiplyAdd(S.Load(a + aStride + lane), x, c1);
                c2 = S.MultiplyAdd(S.Load(a + (2 * aStride) + lane), x, c2);
                c3 = S.MultiplyAdd(S.Load(a + (3 * aStride) + lane), x, c3);
            }

            a += Panel.Lanes;
            b += walk.Step;
        }

        S.Store(c0, sums);
        S.Store(c1, sums + (4 * n));
        S.Store(c2, sums + (8 * n));
        S.Store(c3, sums + (12 * n));
    }

    private static void One<S, V>(in Walk walk, float* sums)
        where S : struct, ISimd<V>
        where V : struct
    {
        var sum = S.Load(sums);
        var a = walk.Small;
        var b = walk.Large;
        for (var position = 0; position < walk.Count; position++)
        {
            for (var lane = 0; lane < Panel.Lanes; lane += Panel.PartialSums)
            {
                sum = S.MultiplyAdd(S.Load(a + lane), S.Load(b + lane), sum);
            }

            a += Panel.Lanes;
            b += walk.Step;
        }

        S.Store(sum, sums);
    }

    private static void Reduce<S, V>(ConvolutionGeometry geometry, int s, int l, int rows, int columns, float* gradient, float* scratch)
        where S : struct, ISimd<V>
        where V : struct
    {
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                var target = gradient + ((((nint)(s + row) * geometry.LargeChannels) + l + column) * geometry.Taps);
                for (var tap = 0; tap < geometry.Taps; tap++)
                {
                    var sums = scratch + (((tap * Block * Block) + (row * Block) + column) * Panel.PartialSums);
                    var total = 0f;
                    for (var part = 0; part < Panel.PartialSums; part += S.Lanes)
                    {
                        total = S.AddTo(total, S.Load(sums + part));
                    }

                    target[tap] = total;
                }
            }
        }
    }

    /// <summary>A row of the small map and what a tap reads for it, for a block of channels.</summary>
    private readonly struct Walk(float* small, nint smallStride, float* large, nint largeStride, int step, int count)
    {
        public readonly float* Small = small;
        public readonly nint SmallStride = smallStride;
        public readonly float* Large = large;
        public readonly nint LargeStride = largeStride;

        /// <summary>Floats of the large map from one position to the next.</summary>
        public readonly int Step = step;

        public readonly int Count = count;

        /// <summary>The same of the lanes from another one on.</summary>
        public Walk Part(int lane) => new(Small + lane, SmallStride, Large + lane, LargeStride, Step, Count);

        public Walk Row(int row) => new(Small + (row * SmallStride), SmallStride, Large, LargeStride, Step, Count);

        public Walk Column(int column) => new(Small, SmallStride, Large + (column * LargeStride), LargeStride, Step, Count);
    }
}
