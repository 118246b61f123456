using System.Numerics;
using Vae.Core.Engines.Managed.Kernels;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Engines.Managed.Rows;
using Vae.Core.Simd;
using Vae.Core.Statistics;

namespace Vae.Core.Engines.Managed.Inference;

/// <summary>
/// Squared distance of rows to their k-th nearest reference row. The neighbour is searched by |r|^2 - 2 r x, one product for many references, and
/// its distance is then summed from differences, which loses nothing to cancellation.
/// </summary>
internal sealed unsafe class NearestRows<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    // Products of so many references stay in the first-level cache until they are looked at.
    private const int BlockRows = 96;

    // Of so many references the nearest is kept, a whole number of times in a block.
    private const int GroupRows = 16;

    private readonly PinnedFloats references;
    // Filled up to whole vectors with infinities, which nothing is nearer than.
    private readonly PinnedFloats norms;
    private readonly int width;
    private readonly int count;
    private readonly int neighbour;
    // The transposed references that single rows need are made by the first of them.
    private readonly Lazy<RowStage> single;

    /// <param name="rows">Reference rows, scaled, row-major.</param>
    /// <param name="width">Features a row.</param>
    /// <param name="neighbours">Which of the nearest counts: the last where they are fewer.</param>
    public NearestRows(float[] rows, int width, int neighbours)
    {
        this.width = width;
        count = rows.Length / width;
        neighbour = Math.Min(neighbours, count);
        references = new PinnedFloats(rows.LongLength);
        rows.CopyTo(references.Span);
        norms = new PinnedFloats(RowStage.Pad(count));
        norms.Span.Fill(float.PositiveInfinity);
        for (var i = 0; i < count; i++)
        {
            var norm = 0f;
            for (var d = 0; d < width; d++)
            {
                norm = float.MultiplyAddEstimate(rows[(i * width) + d], rows[(i * width) + d], norm);
            }

            norms.Pointer[i] = norm;
        }

        single = new Lazy<RowStage>(() => new RowStage(rows, [], width, count, null, 0));
    }

    /// <summary>Multiply-adds a row.</summary>
    public long WorkPerRow => (long)count * width;

    /// <summary>Floats of <c>products</c> that a panel needs.</summary>
    public long PanelProducts => (long)count * Panel.Lanes;

    /// <summary>Floats of <c>products</c> that a single row needs.</summary>
    public int RowProducts => RowStage.Pad(count);

    /// <summary>For the rows of a panel; what was not observed adds nothing.</summary>
    /// <param name="input">Scaled rows [D, 32], all of them numbers.</param>
    /// <param name="observed">The rows with NaN where a value is missing, [D, 32]; null where none is.</param>
    /// <param name="products">Memory for <see cref="PanelProducts"/> floats.</param>
    /// <param name="lanes">Rows of the panel that count.</param>
    /// <param name="distances">Receives one squared distance a row.</param>
    public void Distances(float* input, float* observed, float* products, int lanes, Span<float> distances)
    {
        Span<int> found = stackalloc int[Panel.Lanes];
        Find(input, observed, products, lanes, found);
        Span<float> row = observed == null ? [] : width <= 1024 ? stackalloc float[width] : new float[width];
        for (var lane = 0; lane < lanes; lane++)
        {
            distances[lane] = observed != null && TryGatherHoles(observed, lane, row)
                ? ObservedDistance.Sum(row, Reference(found[lane]))
                : SquaredDistance(input + lane, Panel.Lanes, found[lane]);
        }
    }

    /// <summary>The counted reference of each row of a panel, by the distance over what was observed.</summary>
    /// <param name="input">Scaled rows [D, 32], all of them numbers.</param>
    /// <param name="observed">The rows with NaN where a value is missing, [D, 32]; null where none is.</param>
    /// <param name="products">Memory for <see cref="PanelProducts"/> floats.</param>
    /// <param name="lanes">Rows of the panel that count.</param>
    /// <param name="found">Receives the number of a reference a row.</param>
    public void Find(float* input, float* observed, float* products, int lanes, Span<int> found)
    {
        Find(input, products, lanes, found);
        if (observed == null)
        {
            return;
        }

        Span<float> row = width <= 1024 ? stackalloc float[width] : new float[width];
        for (var lane = 0; lane < lanes; lane++)
        {
            if (TryGatherHoles(observed, lane, row))
            {
                found[lane] = FindObserved(row);
            }
        }
    }

    /// <summary>The squared distance of a row with holes to its counted reference.</summary>
    /// <param name="row">The scaled row, NaN where missing.</param>
    public float Distance(ReadOnlySpan<float> row) => ObservedDistance.Sum(row, Reference(FindObserved(row)));

    private int FindObserved(ReadOnlySpan<float> row)
    {
        Span<float> best = stackalloc float[neighbour];
        Span<int> index = stackalloc int[neighbour];
        best.Fill(float.PositiveInfinity);
        index.Clear();
        for (var i = 0; i < count; i++)
        {
            var distance = ObservedDistance.Sum(row, Reference(i));
            if (distance < best[^1])
            {
                Insert(best, index, distance, i);
            }
        }

        return index[^1];
    }

    /// <summary>Copies a lane; false where nothing of it is missing.</summary>
    private bool TryGatherHoles(float* observed, int lane, Span<float> row)
    {
        var missing = false;
        for (var d = 0; d < width; d++)
        {
            row[d] = observed[(d * Panel.Lanes) + lane];
            missing |= float.IsNaN(row[d]);
        }

        return missing;
    }

    /// <summary>The counted reference of each row of a panel.</summary>
    /// <param name="input">Scaled rows [D, 32].</param>
    /// <param name="products">Memory for <see cref="PanelProducts"/> floats.</param>
    /// <param name="lanes">Rows of the panel that count.</param>
    /// <param name="found">Receives the number of a reference a row.</param>
    private void Find(float* input, float* products, int lanes, Span<int> found)
    {
        // Of each lane the k least minima of groups, rising, [k, 32]: k references at least are as near as the last of them, so that what is farther need not be looked at.
        var least = stackalloc float[neighbour * Panel.Lanes];
        new Span<float>(least, neighbour * Panel.Lanes).Fill(float.PositiveInfinity);
        for (var first = 0; first < count; first += BlockRows)
        {
            var rows = Math.Min(BlockRows, count - first);
            var operand = new GemmKernel.Operand
            {
                A = references.Pointer + ((nint)first * width),
                RowStride = width,
                KStride = 1,
                Inner = width,
            };
            var values = products + ((nint)first * Panel.Lanes);
            GemmKernel.Multiply<S, V>(operand, rows, input, values, Panel.Lanes, accumulate: false);
            for (var row = 0; row < rows; row += GroupRows)
            {
                FinishGroup(values + (row * Panel.Lanes), norms.Pointer + first + row, Math.Min(GroupRows, rows - row), least);
            }
        }

        Select(products, least + ((neighbour - 1) * Panel.Lanes), lanes, found);
    }

    /// <summary>Turns the products of a group of references into norm - 2 product, and puts the least value of each lane among the least of all groups.</summary>
    private void FinishGroup(float* values, float* norms, int rows, float* least)
    {
        var minusTwo = S.Broadcast(-2);
        for (var lane = 0; lane < Panel.Lanes; lane += S.Lanes)
        {
            var minimum = S.Broadcast(float.PositiveInfinity);
            for (var row = 0; row < rows; row++)
            {
                var at = values + (row * Panel.Lanes) + lane;

                // Twice a float is exact, so that this rounds once, fused or not.
                var value = S.MultiplyAdd(S.Load(at), minusTwo, S.Broadcast(norms[row]));
                S.Store(value, at);
                minimum = S.SelectGreater(minimum, value, value, minimum);
            }

            for (var place = 0; place < neighbour; place++)
            {
                var at = least + (place * Panel.Lanes) + lane;
                var there = S.Load(at);
                S.Store(S.SelectGreater(there, minimum, minimum, there), at);
                minimum = S.SelectGreater(there, minimum, there, minimum);
            }
        }
    }

    /// <summary>The k-th nearest reference of each lane among those that are no farther than a bound; of equally near ones the earlier is the nearer.</summary>
    private void Select(float* values, float* bound, int lanes, Span<int> found)
    {
        var best = stackalloc float[neighbour * Panel.Lanes];
        var index = stackalloc int[neighbour * Panel.Lanes];
        new Span<float>(best, neighbour * Panel.Lanes).Fill(float.PositiveInfinity);
        new Span<int>(index, neighbour * Panel.Lanes).Clear();
        var used = uint.MaxValue >> (Panel.Lanes - lanes);
        for (var i = 0; i < count; i++)
        {
            var row = values + ((nint)i * Panel.Lanes);
            var farther = 0u;
            for (var lane = 0; lane < Panel.Lanes; lane += S.Lanes)
            {
                farther |= S.GreaterBits(S.Load(row + lane), S.Load(bound + lane)) << lane;
            }

            for (var near = ~farther & used; near != 0; near &= near - 1)
            {
                var lane = BitOperations.TrailingZeroCount(near);
                var places = new Span<float>(best + (lane * neighbour), neighbour);
                if (row[lane] < places[^1])
                {
                    Insert(places, new Span<int>(index + (lane * neighbour), neighbour), row[lane], i);
                }
            }
        }

        for (var lane = 0; lane < lanes; lane++)
        {
            found[lane] = index[(lane * neighbour) + neighbour - 1];
        }
    }

    /// <summary>A reference row, scaled.</summary>
    public ReadOnlySpan<float> Reference(int number) => new(references.Pointer + ((nint)number * width), width);

    /// <summary>For one row; the same bits as in a panel.</summary>
    /// <param name="input">The scaled row.</param>
    /// <param name="products">Memory for <see cref="RowProducts"/> floats.</param>
    public float Distance(float* input, float* products)
    {
        single.Value.Multiply<S, V>(input, products);
        Span<float> best = stackalloc float[neighbour];
        Span<int> index = stackalloc int[neighbour];
        best.Fill(float.PositiveInfinity);
        index.Clear();
        var minusTwo = S.Broadcast(-2);
        for (var first = 0; first < count; first += S.Lanes)
        {
            // Twice a float is exact, so that this rounds once, fused or not.
            var values = S.MultiplyAdd(S.Load(products + first), minusTwo, S.Load(norms.Pointer + first));
            if (S.GreaterBits(S.Broadcast(best[^1]), values) == 0)
            {
                continue;
            }

            S.Store(values, products + first);
            for (var i = first; i < first + S.Lanes; i++)
            {
                if (products[i] < best[^1])
                {
                    Insert(best, index, products[i], i);
                }
            }
        }

        return SquaredDistance(input, 1, index[^1]);
    }

    private float SquaredDistance(float* input, int stride, int number)
    {
        var reference = references.Pointer + ((nint)number * width);
        var sum = 0f;
        for (var d = 0; d < width; d++)
        {
            var difference = input[d * stride] - reference[d];
            sum = float.MultiplyAddEstimate(difference, difference, sum);
        }

        return sum;
    }

    /// <summary>Puts a value in its place among rising ones, and drops the last; behind equal ones, so that the earlier reference stays the nearer.</summary>
    private static void Insert(Span<float> best, Span<int> index, float value, int number)
    {
        var at = best.Length - 1;
        for (; at > 0 && best[at - 1] > value; at--)
        {
            best[at] = best[at - 1];
            index[at] = index[at - 1];
        }

        best[at] = value;
        index[at] = number;
    }
}
