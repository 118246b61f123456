using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Networks;
using Vae.Core.Options;
using Vae.Core.Parts;
using Vae.Core.Reports;
using Vae.Core.Scaling;
using Vae.Core.Statistics;
using Vae.Core.Tests.Engines.Managed;

namespace Vae.Core.Tests.Scoring;

/// <summary>Models with random parameters, a random scale and whitening: everything matters, and nothing had to be trained.</summary>
internal static class RandomModel
{
    public static VaeModel Make(VaeOptions options, int features) => new(Parts(options, features));

    public static ModelParts Parts(VaeOptions options, int features)
    {
        var random = new Random(options.Seed);
        var plan = VaePlan.Create(options, features, trainingRows: 2);
        var layout = new ParameterLayout(plan);
        var parameters = new float[layout.Count];
        ParameterInitializer.Fill(plan, layout, options.Network, options.Seed, parameters);
        foreach (var slot in layout.Slots.Where(slot => !slot.Decays))
        {
            foreach (ref var value in slot.Of(parameters.AsSpan()))
            {
                value = (float)(random.NextDouble() - 0.5);
            }
        }

        // Rows lie in [0, 1] or around it, in units of their own.
        var offset = Enumerable.Range(0, features).Select(_ => (float)(random.NextDouble() * 10)).ToArray();
        var factor = Enumerable.Range(0, features).Select(_ => (float)(0.5 + random.NextDouble())).ToArray();
        for (var c = 0; c < options.Columns?.Columns.Length; c++)
        {
            if (options.Columns.Columns[c].Kind is ColumnKind.Binary or ColumnKind.Categorical)
            {
                offset.AsSpan(options.Columns.Offset(c), options.Columns.Columns[c].Width).Clear();
                factor.AsSpan(options.Columns.Offset(c), options.Columns.Columns[c].Width).Fill(1);
            }
        }

        return new ModelParts(
            options,
            features,
            parameters,
            FeatureScaler.FromParts(ScalingKind.Standardize, offset, factor, float.PositiveInfinity, options.Columns),
            RandomWhitening(random, plan.ResidualDimension + plan.LatentDimension),
            3,
            default,
            Report(plan.LatentDimension))
        {
            // More than a block of the search, and no whole number of them; of the coarse scale, one that is neither.
            References = new ReferenceRows(
                [.. Enumerable.Range(0, 101 * features).Select(_ => (float)random.NextDouble())], features, 1.5f, [new ReferenceScale(1, 0.3f), new ReferenceScale(ReferenceRows.Coarse(101, options.Scoring.CoarseReferences), 0.7f)]),
        };
    }

    /// <summary>Rows in raw units that scale to uniform numbers in [0, 1].</summary>
    public static float[] Rows(VaeModel model, int count)
    {
        var random = new Random(99);
        var scaled = Enumerable.Range(0, count * model.InputDimension).Select(_ => (float)random.NextDouble()).ToArray();
        MixedRows.Discretise(model.Columns, scaled, random);
        model.Scaler.Unscale(scaled, scaled);
        return scaled;
    }

    public static TrainingReport Report(int latent) => new()
    {
        Engine = "none",
        StopReason = StopReason.Completed,
        Epochs = 1,
        Steps = 1,
        BestEpoch = 1,
        TrainingRows = 2,
        ValidationRows = 0,
        SkippedRows = 0,
        Seconds = 1,
        RowsPerSecond = 2,
        TrainingLoss = 1,
        Reconstruction = 1,
        Kl = 0,
        KlPerDimension = [.. new double[latent]],
        ActiveUnits = latent,
        History = [],
    };

    private static Whitening RandomWhitening(Random random, int size)
    {
        var matrix = new float[size * size];
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                matrix[(i * size) + j] = (float)(i == j ? 1 + random.NextDouble() : (random.NextDouble() - 0.5) / Math.Sqrt(size));
            }
        }

        return new Whitening([.. Enumerable.Range(0, size).Select(_ => (float)(random.NextDouble() - 0.5))], matrix);
    }
}
