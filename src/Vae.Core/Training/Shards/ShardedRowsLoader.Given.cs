using System.Runtime.InteropServices;
using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Options;
using Vae.Core.Processes;
using Vae.Core.Scaling;

namespace Vae.Core.Training.Shards;

/// <content>Rows to validate on that come from a source of their own.</content>
internal sealed partial class ShardedRowsLoader
{
    /// <summary>The validation rows that were given: all of them, or a uniform sample; and how many were offered and left out.</summary>
    private (long Offered, long Skipped) Given(FeatureScaler scaler, ConstantColumns? constants, out float[] rows, out float[] weights, out int[] broken)
    {
        var hasWeights = validationSource!.WeightName is not null;
        var share = Share(HeldRows());
        var own = shards.Select(shard => (Rows: new Reservoir(width, share, ShardRange.SeedOf(options.Seed + 1, shard.Number)), Skipped: new long[1])).ToArray();
        range.Group.Together(() =>
        {
            using var pass = Pass(validationSource!, 0, "Validation row");
            Run(pass, (local, row, _, weight, use) =>
            {
                if (use == RowUse.Skip)
                {
                    own[local].Skipped[0]++;
                }
                else
                {
                    own[local].Rows.Offer(row, hasWeights ? weight : null);
                }
            });
            return true;
        });
        var counts = range.Gather([.. own.Select(shard => MemoryMarshal.AsBytes([shard.Rows.Offered, shard.Skipped[0]]).ToArray())]).Select(bytes => MemoryMarshal.Cast<byte, long>(bytes).ToArray()).ToArray();
        var (offered, skipped) = (counts.Sum(count => count[0]), counts.Sum(count => count[1]));
        if (offered == 0)
        {
            throw new VaeDataException(
                "The validation source has no usable rows; give at least one, or leave it out and set Training.ValidationFraction to hold training rows out.");
        }

        (rows, weights) = Joined(
            range.Gather([.. own.Select(shard => (byte[])[.. MemoryMarshal.AsBytes(shard.Rows.Rows), .. MemoryMarshal.AsBytes(shard.Rows.Weights)])]), hasWeights);
        if (options is { Scaling: ScalingKind.None, Likelihood: BernoulliLikelihood })
        {
            var seen = rows.ToArray();
            scaler.Scale(seen, seen);
            UnitInterval.Require(seen, options, source.ColumnNames, width, "Validation column", kept is not null);
        }

        broken = constants?.HoldAll(rows) ?? [];
        return (offered, skipped);
    }

    /// <summary>The rows of parts that each hold rows, and behind them their weights where they have some.</summary>
    private (float[] Rows, float[] Weights) Joined(byte[][] parts, bool haveWeights)
    {
        var (rows, weights) = (new List<float>(parts.Sum(part => part.Length / sizeof(float))), new List<float>());
        foreach (var part in parts)
        {
            var numbers = MemoryMarshal.Cast<byte, float>(part);
            var count = numbers.Length / (width + (haveWeights ? 1 : 0));
            rows.AddRange(numbers[..(count * width)]);
            weights.AddRange(numbers[(count * width)..]);
        }

        return ([.. rows], [.. weights]);
    }
}
