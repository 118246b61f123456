using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra.Double;
using Vae.Core.Likelihoods;
using Vae.Core.Numerics;

namespace Vae.Core.Statistics;

/// <summary>
/// What the other features of a row lead one to expect of each: the mean and standard deviation of x_d given all x_e, e != d, under the mean and covariance of training rows
/// (the farthest tenth left out). With P the precision matrix and v = x - mean that is x_d - (P v)_d / P_dd and 1 / sqrt(P_dd), in scaled units.
/// The levels of a categorical column are expected given the other columns alone: B^-1 (P v)_b in place of (P v)_d / P_dd, B the column's block of P.
/// </summary>
/// <remarks>
/// Not the reconstruction: a network with as many latent dimensions as features rebuilds a wrong value too. On real rows with one value shifted by 8 standard deviations,
/// the reconstruction misses the value that was there by 0.5 to 1.5 deviations, this by 0.15 to 0.7.
/// </remarks>
internal sealed class LinearExpectation
{
    /// <summary>Rows of more features get a diagonal covariance: each feature is expected at its mean.</summary>
    public const int LargestFull = 512;

    /// <summary>Share of the farthest rows that are left out.</summary>
    public const double Trim = 0.1;

    private const int MostRows = 4096;

    // 4 MB of floats; wider rows have a diagonal covariance, for which fewer rows do.
    private const int MostValues = 1 << 20;
    private const double Ridge = 1e-3;
    private const double SmallestVariance = 1e-12;

    private readonly Whitening whitening;
    private readonly double[] center;
    private readonly double[] matrix;

    private readonly FeatureMap? map;

    // Of each categorical column the covariance of its levels given the other columns; empty where the covariance is diagonal.
    private readonly List<(FeatureRun Run, double[] Covariance)> blocks = [];

    /// <param name="whitening">Mean and covariance of the scaled rows.</param>
    /// <param name="map">Columns of several kinds; null where there are none.</param>
    public LinearExpectation(Whitening whitening, FeatureMap? map = null)
    {
        (this.map, this.whitening) = (map, whitening);
        center = [.. whitening.Center.Select(value => (double)value)];
        matrix = [.. whitening.Matrix.Select(value => (double)value)];
        IsDiagonal = whitening.IsDiagonal;
        Deviation = Deviations();
        foreach (var run in IsDiagonal || map is null ? [] : map.Softmaxes)
        {
            AddBlock(run);
        }
    }

    /// <summary>Features a row.</summary>
    public int Dimension => center.Length;

    /// <summary>Whether each feature is expected at its mean.</summary>
    public bool IsDiagonal { get; }

    /// <summary>Whether a row that was fitted to can be looked at as if it had not been: not where levels of a column go together, nor features each by itself.</summary>
    public bool CanLeaveOut => !IsDiagonal && blocks.Count == 0;

    /// <summary>Standard deviation of each feature given the others, scaled units.</summary>
    public double[] Deviation { get; }

    /// <summary>The mean of each feature, scaled units.</summary>
    public ReadOnlySpan<double> Center => center;

    /// <summary>P, row-major [n, n]; the covariance is full.</summary>
    public double[] Precision()
    {
        var n = Dimension;
        var precision = new double[n * n];
        for (var row = 0; row < n; row++)
        {
            var factors = matrix.AsSpan(row * n, row + 1);
            for (var i = 0; i <= row; i++)
            {
                var sums = precision.AsSpan(i * n, row + 1);
                TensorPrimitives.MultiplyAdd(factors, factors[i], sums, sums);
            }
        }

        return precision;
    }

    /// <summary>Fits the covariance to scaled rows.</summary>
    /// <param name="scaledRows">Row-major.</param>
    /// <param name="features">Features a row.</param>
    /// <param name="map">Columns of several kinds; null where there are none.</param>
    /// <param name="chosen">Numbers of the rows to fit to; null for all.</param>
    public static Whitening Fit(float[] scaledRows, int features, FeatureMap? map = null, int[]? chosen = null) => Fit(scaledRows, features, map, chosen, out _);

    /// <inheritdoc cref="Fit(float[], int, FeatureMap, int[])"/>
    /// <param name="scaledRows">Row-major.</param>
    /// <param name="features">Features a row.</param>
    /// <param name="map">Columns of several kinds; null where there are none.</param>
    /// <param name="chosen">Numbers of the rows to fit to; null for all.</param>
    /// <param name="fitted">Those that it was fitted to in the end: all but the farthest.</param>
    public static Whitening Fit(float[] scaledRows, int features, FeatureMap? map, int[]? chosen, out int[] fitted)
    {
        fitted = chosen ?? [.. Enumerable.Range(0, scaledRows.Length / features)];
        int[] levels = map is null ? [] : LevelRows.Features(map.Schema);
        int[] numbers = [.. Enumerable.Range(0, features).Except(levels)];
        if (map is null)
        {
            fitted = WhiteningFit.Nearest(scaledRows, features, Ridge, Trim, LargestFull, fitted);
        }
        else if (numbers.Length > 0)
        {
            var ordered = LevelRows.Beside(scaledRows, features, levels, scaledRows, features, numbers);
            fitted = WhiteningFit.Nearest(ordered, features, Ridge, Trim, LargestFull, fitted, given: levels.Length);
        }

        return WhiteningFit.Fit(scaledRows, features, Ridge, trim: 0, LargestFull, fitted);
    }

    /// <summary>
    /// The surprises of a row under a fit without it, from the fit with it. With v = x - mean, u = P v, q = vᵀ u and n rows, P v becomes u f and P_dd ((n - 1) / n) (P_dd + k u_d² / (n - 1 - k q)),
    /// f = (n - 1) / (n - 1 - k q), k the share of the covariances that the fit kept, by the formula of Sherman and Morrison (1950).
    /// </summary>
    /// <param name="filled">One of the rows fitted to, with the missing values imputed; the covariance is full.</param>
    /// <param name="observed">The row with NaN in their place.</param>
    /// <param name="fitted">n.</param>
    /// <param name="surprises">Receives one number a feature, NaN where it was not observed.</param>
    public void LeftOutSurprises(ReadOnlySpan<float> filled, ReadOnlySpan<float> observed, int fitted, Span<double> surprises)
    {
        const double SmallestPart = 1e-6;
        Surprises(filled, surprises);
        var (q, others) = (0.0, fitted - 1.0);
        for (var d = 0; d < surprises.Length; d++)
        {
            q += (filled[d] - center[d]) * surprises[d] / Deviation[d];
        }

        var rest = Math.Max(others - (whitening.Kept * q), SmallestPart * others);
        for (var d = 0; d < surprises.Length; d++)
        {
            // In units of the deviation: u_d² / P_dd is the squared surprise.
            surprises[d] = float.IsNaN(observed[d])
                ? double.NaN
                : surprises[d] * others / rest / Math.Sqrt(others / fitted * (1 + (whitening.Kept * surprises[d] * surprises[d] / rest)));
        }
    }

    /// <summary>
    /// Numbers of a row that the fit takes from it: the trace of C (C + l I)^-1, C the covariance before its ridge l, which is n less the trace of l P. So many rows fewer are left to tell how far others are from what is expected; 0 where each
    /// feature is expected at its mean.
    /// </summary>
    public double Freedom()
    {
        if (IsDiagonal)
        {
            return 0;
        }

        var ridge = Ridge / (1 + Ridge) * whitening.Variances().Average();
        var precision = Precision();
        return Math.Max(0, Dimension - (ridge * Enumerable.Range(0, Dimension).Sum(d => precision[(d * Dimension) + d])));
    }

    /// <summary>How many of the training rows to fit it on.</summary>
    public static int Rows(int features) => Math.Min(MostRows, Math.Max(2, MostValues / features));

    /// <summary>The surprise (x_d - expected_d) / deviation_d of each feature, in double precision: nearly dependent features make large numbers that nearly cancel.</summary>
    /// <param name="scaledRow">The row.</param>
    /// <param name="surprises">Receives as many numbers.</param>
    public void Surprises(ReadOnlySpan<float> scaledRow, Span<double> surprises)
    {
        var n = Dimension;
        if (IsDiagonal)
        {
            TensorPrimitives.ConvertTruncating<float, double>(scaledRow, surprises);
            TensorPrimitives.Subtract(surprises, center, surprises);
            TensorPrimitives.Multiply(surprises, matrix, surprises);
            return;
        }

        Span<double> centered = stackalloc double[n];
        TensorPrimitives.ConvertTruncating<float, double>(scaledRow, centered);
        TensorPrimitives.Subtract(centered, center, centered);
        Products(centered, surprises);
        surprises.CopyTo(centered);
        LevelDifferences(centered, surprises);
        foreach (var (run, _) in blocks)
        {
            for (var d = run.Start; d < run.End; d++)
            {
                // What Deviation makes a surprise of, below.
                surprises[d] /= Deviation[d] * Deviation[d];
            }
        }

        TensorPrimitives.Multiply(surprises, Deviation, surprises);
    }

    /// <summary>P v; the covariance is full.</summary>
    /// <param name="centered">v = x - mean.</param>
    /// <param name="products">Receives as many numbers.</param>
    public void Products(ReadOnlySpan<double> centered, Span<double> products)
    {
        var n = Dimension;
        products.Clear();
        for (var i = 0; i < n; i++)
        {
            var row = matrix.AsSpan(i * n, i + 1);
            TensorPrimitives.MultiplyAdd(row, OrderedSums.Dot<double>(row, centered[..(i + 1)]), products[..(i + 1)], products[..(i + 1)]);
        }
    }

    /// <summary>x - expected of the levels of categorical columns, given the other columns; of the other features nothing is written.</summary>
    /// <param name="products">P v.</param>
    /// <param name="differences">Receives them in the places of the levels.</param>
    public void LevelDifferences(ReadOnlySpan<double> products, Span<double> differences)
    {
        foreach (var (run, covariance) in blocks)
        {
            for (var k = 0; k < run.Count; k++)
            {
                differences[run.Start + k] = OrderedSums.Dot<double>(covariance.AsSpan(k * run.Count, run.Count), products.Slice(run.Start, run.Count));
            }
        }
    }

    /// <summary>
    /// The squared surprise of each column: of a categorical -2 log p, p being what is expected of the row's level, which a Gaussian's squared surprise is too but for a constant.
    /// </summary>
    /// <param name="scaledRow">The row.</param>
    /// <param name="squares">Receives one number a column.</param>
    public void SquaresByColumn(ReadOnlySpan<float> scaledRow, Span<double> squares)
    {
        var surprises = new double[Dimension];
        Surprises(scaledRow, surprises);
        if (map is null)
        {
            TensorPrimitives.Multiply(surprises, surprises, squares);
            return;
        }

        for (var c = 0; c < squares.Length; c++)
        {
            var start = map.StartOf(c);
            squares[c] = surprises[start] * surprises[start];
            if (map.IsCategorical(c))
            {
                var probability = 0.0;
                for (var d = start; d < start + map.WidthOf(c); d++)
                {
                    probability += scaledRow[d] * (scaledRow[d] - (surprises[d] * Deviation[d]));
                }

                squares[c] = -2 * Math.Log(Math.Clamp(probability, map.SmallestProbability, 1));
            }
        }
    }

    /// <summary>The covariance of a categorical's levels given the other columns: a level given the others of its own column is no question.</summary>
    private void AddBlock(FeatureRun run)
    {
        var covariance = ConditionalCovariance(run);
        for (var k = 0; k < run.Count; k++)
        {
            Deviation[run.Start + k] = Math.Sqrt(Math.Max(covariance[(k * run.Count) + k], SmallestVariance));
        }

        blocks.Add((run, covariance));
    }

    /// <summary>The inverse of a diagonal block of the precision matrix AᵀA, row-major.</summary>
    public double[] ConditionalCovariance(FeatureRun run)
    {
        var n = Dimension;
        var precision = DenseMatrix.Create(run.Count, run.Count, (i, j) =>
        {
            var sum = 0.0;
            for (var row = run.Start + Math.Max(i, j); row < n; row++)
            {
                sum += matrix[(row * n) + run.Start + i] * matrix[(row * n) + run.Start + j];
            }

            return sum;
        });
        return precision.Inverse().ToRowMajorArray();
    }

    /// <summary>The surprises of a row of which values are missing, and NaN for those.</summary>
    /// <param name="filled">The row with the missing values imputed.</param>
    /// <param name="observed">The row with NaN in their place.</param>
    /// <param name="surprises">Receives as many numbers.</param>
    public void Surprises(ReadOnlySpan<float> filled, ReadOnlySpan<float> observed, Span<double> surprises)
    {
        Surprises(filled, surprises);
        for (var d = 0; d < surprises.Length; d++)
        {
            surprises[d] = float.IsNaN(observed[d]) ? double.NaN : surprises[d];
        }
    }

    /// <summary>1 / sqrt(P_dd), P = AᵀA.</summary>
    private double[] Deviations()
    {
        var n = Dimension;
        var precision = new double[n];
        for (var i = 0; i < n; i++)
        {
            if (IsDiagonal)
            {
                precision[i] = matrix[i] * matrix[i];
                continue;
            }

            for (var j = 0; j <= i; j++)
            {
                precision[j] += matrix[(i * n) + j] * matrix[(i * n) + j];
            }
        }

        return [.. precision.Select(value => 1 / Math.Sqrt(value))];
    }
}
