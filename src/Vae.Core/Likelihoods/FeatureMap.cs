using System.Collections.Immutable;
using Vae.Core.Data;

namespace Vae.Core.Likelihoods;

/// <summary>
/// Which features of an expanded row make up which column, and what the likelihood is of each: made where one kernel does not serve all of them. D features, C columns.
/// </summary>
internal sealed class FeatureMap
{
    private readonly int[] columnOf;

    private FeatureMap(Likelihood likelihood, TableSchema schema, long trainingRows, bool raisesUnseenLevels)
    {
        RaisesUnseenLevels = raisesUnseenLevels;
        Schema = schema;
        columnOf = new int[schema.Width];
        var runs = ImmutableArray.CreateBuilder<FeatureRun>();
        for (var c = 0; c < Columns; c++)
        {
            var column = schema.Columns[c];
            var run = new FeatureRun(KindOf(likelihood, column.Kind), schema.Offset(c), column.Width);
            columnOf.AsSpan(run.Start, run.Count).Fill(c);
            if (run.Kind != FeatureRunKind.Softmax && runs.Count > 0 && runs[^1].Kind == run.Kind)
            {
                runs[^1] = runs[^1] with { Count = runs[^1].Count + run.Count };
            }
            else
            {
                runs.Add(run);
            }
        }

        Runs = runs.ToImmutable();
        UnseenLoss = Math.Log(Math.Max(0, trainingRows) + 1.0);
    }

    /// <summary>The columns.</summary>
    public TableSchema Schema { get; }

    /// <summary>D.</summary>
    public int Features => Schema.Width;

    /// <summary>C.</summary>
    public int Columns => Schema.Columns.Length;

    /// <summary>All features, in order.</summary>
    public ImmutableArray<FeatureRun> Runs { get; }

    /// <summary>
    /// -log p of a level that training never saw, log(n + 1) for n training rows, nats: as if it had been seen once in one row more. No level counts as less likely than this in a residual.
    /// </summary>
    public double UnseenLoss { get; }

    /// <summary>
    /// Whether scores put a level never seen above all others: the encoder sees nothing in its place, so that the loss of one more row might be less than that of a rare level. What it costs more is
    /// <see cref="RaisedLoss"/>, <see cref="RaisedResidual"/> and <see cref="RaisedSquares"/>.
    /// </summary>
    public bool RaisesUnseenLevels { get; }

    /// <summary>What an unseen level's residual is more than the largest of a seen one, nats.</summary>
    public float RaisedResidual => RaisesUnseenLevels ? (float)UnseenLoss : 0;

    /// <summary>What an unseen level adds to a squared error: twice the most that a seen one can.</summary>
    public float RaisedSquares => RaisesUnseenLevels ? 4 : 0;

    /// <summary>
    /// What the unseen levels of a row add to -log p(x|z) beside <see cref="UnseenLoss"/>: for each column the loss of its least likely level, and <see cref="UnseenLoss"/> at least.
    /// </summary>
    /// <param name="row">The first feature of the scaled row.</param>
    /// <param name="output">The first of the decoder's outputs for it.</param>
    /// <param name="stride">Floats from a feature to the next, in both.</param>
    /// <param name="perColumn">Also added to the row's columns, times <paramref name="weight"/>; empty for none.</param>
    /// <param name="weight">Factor on <paramref name="perColumn"/>.</param>
    public unsafe double RaisedLoss(float* row, float* output, int stride, Span<double> perColumn = default, double weight = 1)
    {
        var sum = 0.0;
        foreach (var run in RaisesUnseenLevels ? Runs : [])
        {
            if (run.Kind == FeatureRunKind.Softmax && Unseen(row, stride, run) is > 0 and var missing)
            {
                var loss = missing * Math.Max(UnseenLoss, LargestLoss(output, stride, run));
                sum += loss;
                if (!perColumn.IsEmpty)
                {
                    perColumn[ColumnOf(run.Start)] += weight * loss;
                }
            }
        }

        return sum;
    }

    private static unsafe double LargestLoss(float* output, int stride, FeatureRun run)
    {
        double largest = double.NegativeInfinity, least = double.PositiveInfinity, sum = 0;
        for (var d = run.Start; d < run.End; d++)
        {
            (largest, least) = (Math.Max(largest, output[d * stride]), Math.Min(least, output[d * stride]));
        }

        for (var d = run.Start; d < run.End; d++)
        {
            sum += Math.Exp(output[d * stride] - largest);
        }

        return largest - least + Math.Log(sum);
    }

    /// <summary>Whether a feature is Gaussian, Bernoulli or one of a softmax.</summary>
    public FeatureRunKind KindOf(int feature) => Runs.First(run => feature < run.End).Kind;

    /// <summary>exp(-<see cref="UnseenLoss"/>).</summary>
    public float SmallestProbability => (float)Math.Exp(-UnseenLoss);

    /// <summary>The columns with a softmax, each as its run.</summary>
    public IEnumerable<FeatureRun> Softmaxes => Runs.Where(run => run.Kind == FeatureRunKind.Softmax);

    /// <summary>The map of columns; null where there are none, or where the likelihood's own kernel serves all of their features.</summary>
    /// <param name="likelihood">What the numbers are.</param>
    /// <param name="columns">The columns, or null.</param>
    /// <param name="trainingRows">Rows trained on; 0 where no loss is asked for.</param>
    /// <param name="raisesUnseenLevels">Whether scores put a level never seen above all others.</param>
    public static FeatureMap? TryCreate(Likelihood likelihood, TableSchema? columns, long trainingRows, bool raisesUnseenLevels = false)
    {
        var own = likelihood is BernoulliLikelihood ? FeatureRunKind.Bernoulli : FeatureRunKind.Gaussian;
        return columns is not null && columns.Columns.Any(column => KindOf(likelihood, column.Kind) != own) ? new FeatureMap(likelihood, columns, trainingRows, raisesUnseenLevels) : null;
    }

    /// <summary>The column that a feature belongs to.</summary>
    public int ColumnOf(int feature) => columnOf[feature];

    /// <summary>The first feature of a column.</summary>
    public int StartOf(int column) => Schema.Offset(column);

    /// <summary>Features of a column.</summary>
    public int WidthOf(int column) => Schema.Columns[column].Width;

    /// <summary>Whether a column is a softmax.</summary>
    public bool IsCategorical(int column) => Schema.Columns[column].Kind == ColumnKind.Categorical;

    /// <summary>Whether a column has few values, of which the rarer ones lie far from the mean however ordinary they are.</summary>
    public bool IsDiscrete(int column) => Schema.Columns[column].Kind is ColumnKind.Categorical or ColumnKind.Binary;

    /// <summary>What is missing to 1 in the levels of each categorical column, in all: the number of them whose level is unseen.</summary>
    /// <param name="row">The first feature of a row.</param>
    /// <param name="stride">Floats from a feature to the next.</param>
    public unsafe float Unseen(float* row, int stride)
    {
        var missing = 0f;
        foreach (var run in Runs)
        {
            if (run.Kind == FeatureRunKind.Softmax)
            {
                missing += Unseen(row, stride, run);
            }
        }

        return missing;
    }

    /// <summary>The same of rows that are whole in memory.</summary>
    public unsafe float Unseen(ReadOnlySpan<float> row)
    {
        fixed (float* first = row)
        {
            return Unseen(first, 1);
        }
    }

    /// <summary>
    /// Spreads one number a column over its features: a categorical's goes to the level that the row has, or, where that is unseen, to all of them alike.
    /// </summary>
    /// <param name="row">The scaled row, [D].</param>
    /// <param name="perColumn">[C].</param>
    /// <param name="perFeature">Receives [D], which add up to the same.</param>
    public unsafe void Place(ReadOnlySpan<float> row, ReadOnlySpan<double> perColumn, Span<double> perFeature)
    {
        fixed (float* first = row)
        {
            foreach (var run in Runs)
            {
                var missing = run.Kind == FeatureRunKind.Softmax ? Unseen(first, 1, run) / run.Count : 0;
                for (var d = run.Start; d < run.End; d++)
                {
                    perFeature[d] = float.IsNaN(row[d]) ? 0 : perColumn[columnOf[d]] * (run.Kind == FeatureRunKind.Softmax ? row[d] + missing : 1);
                }
            }
        }
    }

    /// <summary>What is missing to 1 in the levels of one column.</summary>
    public static unsafe float Unseen(float* row, int stride, FeatureRun run)
    {
        var seen = 0f;
        for (var d = run.Start; d < run.End; d++)
        {
            seen += row[d * stride];
        }

        // Nothing is unseen of what was not observed.
        return float.IsNaN(seen) ? 0 : Math.Max(0, 1 - seen);
    }

    private static FeatureRunKind KindOf(Likelihood likelihood, ColumnKind kind) => kind switch
    {
        ColumnKind.Categorical => FeatureRunKind.Softmax,
        ColumnKind.Binary => FeatureRunKind.Bernoulli,
        _ => likelihood is BernoulliLikelihood ? FeatureRunKind.Bernoulli : FeatureRunKind.Gaussian,
    };
}
