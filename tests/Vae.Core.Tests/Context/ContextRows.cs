using Vae.Core.Data;
using Vae.Core.Options;
using Vae.Core.Tests.Engines.Managed;

namespace Vae.Core.Tests.Context;

/// <summary>Models with a context and rows for them.</summary>
internal static class ContextRows
{
    /// <summary>The columns of all kinds, and behind them a context of a number, three levels and a binary: 5 features of 18.</summary>
    public static readonly TableSchema Mixed = new([.. MixedRows.Schema.Columns, TableColumn.Numeric("time"), MixedRows.Levels("day", 3), TableColumn.Binary("holiday")]);

    /// <summary>A small model of 7 numbers, of which the last 2 are context, or of <see cref="Mixed"/> columns.</summary>
    public static VaeOptions Small(string likelihood, bool isMixed) => new()
    {
        Columns = isMixed ? Mixed : null,
        ContextColumnCount = isMixed ? 3 : 2,
        Network = new NetworkOptions { HiddenLayers = [13, 6], LatentDimension = 3, Activation = Activation.SiLU },
        Likelihood = ModelKinds.Likelihood(likelihood),
        Scoring = new ScoringOptions { Kind = ScoreKind.SquaredError, Samples = 3 },
        Seed = 19,
    };

    /// <summary>Every likelihood, of numbers and of columns of several kinds, under every objective that takes a context: its name, whether it is mixed, the objective and its samples.</summary>
    public static TheoryData<string, bool, ObjectiveKind, int> Models()
    {
        var data = new TheoryData<string, bool, ObjectiveKind, int>();
        foreach (var likelihood in ModelKinds.Likelihoods)
        {
            foreach (var isMixed in (bool[])[false, true])
            {
                data.Add(likelihood, isMixed, ObjectiveKind.Elbo, 1);
                data.Add(likelihood, isMixed, ObjectiveKind.Elbo, 3);
                data.Add(likelihood, isMixed, ObjectiveKind.Iwae, 4);
                data.Add(likelihood, isMixed, ObjectiveKind.Autoencoder, 1);
            }
        }

        return data;
    }

    public static int Width(bool isMixed) => isMixed ? Mixed.Width : 7;

    /// <summary>A load by the hour: around 900 in the day and around 200 at night, each with a spread of 30; columns load and hour.</summary>
    public static float[] Loads(int count, int seed)
    {
        var random = new Random(seed);
        var rows = new float[2 * count];
        for (var i = 0; i < count; i++)
        {
            var hour = 24 * random.NextDouble();
            rows[2 * i] = (float)(Typical(hour) + (30 * Normal(random)));
            rows[(2 * i) + 1] = (float)hour;
        }

        return rows;
    }

    /// <summary>The load that belongs to an hour.</summary>
    public static double Typical(double hour) => 550 - (350 * Math.Cos(2 * Math.PI * hour / 24));

    public static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
