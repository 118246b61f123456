using Vae.Core.Data;
using Vae.Core.Likelihoods;

namespace Vae.Core.Tests.Oracles;

/// <summary>The likelihood of columns of several kinds, one column after the other, in double.</summary>
internal static class ReferenceColumns
{
    /// <summary>-log p of each column, nats.</summary>
    public static double[] Losses(TableSchema schema, Likelihood likelihood, double unseenLoss, double[] output, double[] row, Func<int, double> sigma) =>
        [.. Each(schema).Select(column =>
        {
            var (f, x) = (output[column.Start..column.End], row[column.Start..column.End]);
            return column.Kind switch
            {
                ColumnKind.Categorical when x.Any(double.IsNaN) => 0,
                ColumnKind.Categorical => x.Contains(1) ? -Math.Log(Softmax(f)[Array.IndexOf(x, 1)]) : unseenLoss,
                _ when double.IsNaN(x[0]) => 0,
                _ when column.Kind == ColumnKind.Binary || likelihood is BernoulliLikelihood => ReferenceMath.BernoulliLoss(f[0], x[0]),
                _ => ReferenceMath.GaussianLoss(f[0], sigma(column.Start), x[0]),
            };
        })];

    /// <summary>Means of p(x|z).</summary>
    public static double[] Mean(TableSchema schema, Likelihood likelihood, double[] output) =>
        [.. Each(schema).SelectMany(column => column.Kind == ColumnKind.Categorical
            ? Softmax(output[column.Start..column.End])
            : [column.Kind == ColumnKind.Binary || likelihood is BernoulliLikelihood ? ReferenceMath.Sigmoid(output[column.Start]) : output[column.Start]])];

    /// <summary>One number a column.</summary>
    public static double[] Residual(TableSchema schema, double unseenLoss, double[] mean, double[] row) =>
        [.. Each(schema).Select(column =>
        {
            var x = row[column.Start..column.End];
            return column.Kind != ColumnKind.Categorical ? x[0] - mean[column.Start]
                : x.Contains(1) ? Math.Min(unseenLoss, -Math.Log(mean[column.Start + Array.IndexOf(x, 1)]))
                : unseenLoss;
        })];

    /// <summary>Columns whose level is unseen.</summary>
    public static int Unseen(TableSchema schema, double[] row) =>
        Each(schema).Count(column => column.Kind == ColumnKind.Categorical && !row.AsSpan(column.Start, column.End - column.Start).Contains(1));

    /// <summary>Logarithms of counts back to counts.</summary>
    public static double[] FromLogarithms(TableSchema schema, double[] row)
    {
        foreach (var column in Each(schema).Where(column => column.Kind == ColumnKind.Count))
        {
            row[column.Start] = Math.Sign(row[column.Start]) * (Math.Exp(Math.Abs(row[column.Start])) - 1);
        }

        return row;
    }

    public static double[] Softmax(double[] logits)
    {
        var exponentials = logits.Select(logit => Math.Exp(logit - logits.Max())).ToArray();
        return [.. exponentials.Select(value => value / exponentials.Sum())];
    }

    private static IEnumerable<(ColumnKind Kind, int Start, int End)> Each(TableSchema schema) =>
        schema.Columns.Select((column, i) => (column.Kind, schema.Offset(i), schema.Offset(i + 1)));
}
