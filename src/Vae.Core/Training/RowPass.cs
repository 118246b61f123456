using Vae.Core.Data;

namespace Vae.Core.Training;

/// <summary>One pass over the rows of a source: each that counts is checked, given its use, profiled where it is trained on, and shown.</summary>
/// <param name="source">The rows.</param>
/// <param name="withLabels">Whether labels are read too; the source has to have them.</param>
/// <param name="kind">What errors call a row, such as "Validation row".</param>
/// <param name="columns">What the columns can hold; null where they are all numbers.</param>
/// <param name="cancellation">Ends the pass.</param>
internal sealed class RowPass(IRowSource source, bool withLabels, string kind, TableSchema? columns, CancellationToken cancellation)
{
    private const int BlockValues = 65_536;

    private readonly int width = source.ColumnCount;

    /// <summary>Shown a row; the label is <see cref="ClassNumber.None"/> where none is read.</summary>
    /// <returns>Whether to go on.</returns>
    public delegate bool Visit(ReadOnlySpan<float> row, int label, float weight, RowUse use);

    /// <summary>Rows of weight 0, which are left out as if they were not there.</summary>
    public long Unweighted { get; private set; }

    /// <summary>Runs it.</summary>
    /// <param name="decide">Gives each row its use.</param>
    /// <param name="visit">Shown each row.</param>
    /// <param name="profile">Told of the rows to train on, in 64-bit floats where the source has them; null for nobody.</param>
    /// <returns>Whether all rows were shown.</returns>
    /// <exception cref="VaeDataException">A row cannot be used.</exception>
    public bool Run(RowFilter decide, Visit visit, ColumnProfile? profile)
    {
        using var reader = withLabels ? ((ILabelledRowSource)source).OpenLabelledReader() : source.OpenReader();
        var block = new float[Math.Max(1, BlockValues / width) * width];
        var given = new float[withLabels ? block.Length / width : 0];
        var checks = columns is null ? null : new ColumnChecks(columns, kind);
        long number = 0, place = 0;
        var doubles = profile is not null && source.HasDoubles ? new double[block.Length] : [];
        int read;
        while ((read = Read(reader, block, doubles, given)) > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            var weights = source.WeightName is null ? default : WeightSums.Of(reader, read);
            for (var i = 0; i < read; i++)
            {
                var weight = weights.IsEmpty ? 1 : WeightSums.Require(weights[i], number, source.WeightName, kind);
                if (weight == 0)
                {
                    number++;
                    Unweighted++;
                    continue;
                }

                var row = block.AsSpan(i * width, width);
                var label = withLabels ? ClassNumber.Of(given[i], number) : ClassNumber.None;
                var use = decide.Decide(row, number, place++);
                if (use != RowUse.Skip)
                {
                    checks?.Require(row, number);
                }

                if (use == RowUse.Training && doubles.Length > 0)
                {
                    profile!.Add<double>(doubles.AsSpan(i * width, width));
                }
                else if (use == RowUse.Training)
                {
                    profile?.Add<float>(row);
                }

                number++;
                if (!visit(row, label, weight, use))
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>Reads a block of rows, in doubles too where there is room for them.</summary>
    private int Read(IRowReader reader, float[] block, double[] doubles, float[] given)
    {
        if (doubles.Length == 0)
        {
            return given.Length > 0 ? ((ILabelledRowReader)reader).Read(block, given) : reader.Read(block);
        }

        var read = given.Length > 0 ? ((ILabelledRowReader)reader).Read(doubles.AsSpan(), given) : reader.Read(doubles.AsSpan());
        RowOrigin.Subtract(null, doubles.AsSpan(0, read * width), block);
        return read;
    }
}
